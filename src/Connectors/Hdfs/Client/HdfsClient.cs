using System.Net.Http.Headers;
using System.Text.Json;

namespace HotStream.Hdfs;

/// <summary>
/// A client of WebHDFS that asks once: who uses it knows how long to try again. NameNodes are asked in turn, beginning with the one that
/// answered last, until one is active. Bytes go to a DataNode, and come from one, whose address a NameNode gives: it is followed once, to
/// http or https, never from https to http, and is in no message, since tokens stand in it. Thread-safe.
/// </summary>
internal sealed class HdfsClient
{
    private const int RefusalBytesMax = 64 << 10;

    private readonly HdfsConnectionOptions _options;
    private readonly string[] _nameNodes;
    private readonly HttpMessageInvoker _http;
    private volatile int _active;

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public HdfsClient(HdfsConnectionOptions options)
    {
        options.Check();
        _options = options;
        _nameNodes = [.. options.NameNodes];
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // addresses of servers change
        };
        if (options.Tls is { } tls)
        {
            handler.SslOptions = tls;
        }

        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Asks a NameNode for something that it does itself.</summary>
    /// <exception cref="FileStoreException">It failed; the message says what to do, and shows no secret.</exception>
    public Task<HdfsAnswer> AskAsync(HdfsRequest request, CancellationToken stop) => PatientlyAsync(
        request.Failed,
        async patience =>
        {
            using HttpResponseMessage answer = await AskNameNodesAsync(request, patience).ConfigureAwait(false);
            return answer.StatusCode == System.Net.HttpStatusCode.OK ? await ReadAsync(answer, patience).ConfigureAwait(false)
                : throw Unexpected(request, answer);
        },
        stop);

    /// <summary>Bytes to a DataNode.</summary>
    public Task SendAsync(HdfsRequest request, ReadOnlyMemory<byte> content, CancellationToken stop) => PatientlyAsync(
        request.Failed,
        async patience =>
        {
            Uri where;
            using (HttpResponseMessage answer = await AskNameNodesAsync(request, patience).ConfigureAwait(false))
            {
                where = LocationOf(request, answer) ?? throw Unexpected(request, answer);
            }

            using var body = new ReadOnlyMemoryContent(content);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using HttpResponseMessage stored = await SendAsync(request.Method, where, body, patience).ConfigureAwait(false);
            await RefuseAsync(request, stored, patience).ConfigureAwait(false);
            return true;
        },
        stop);

    /// <summary>Bytes from a DataNode.</summary>
    /// <returns>The answer, to be disposed of by the caller, whose content was not read yet.</returns>
    public Task<HttpResponseMessage> OpenAsync(HdfsRequest request, CancellationToken stop) => PatientlyAsync(
        request.Failed,
        async patience =>
        {
            HttpResponseMessage answer = await AskNameNodesAsync(request, patience).ConfigureAwait(false);
            if (LocationOf(request, answer) is not { } where)
            {
                return answer; // gateways send the bytes themselves
            }

            answer.Dispose();
            HttpResponseMessage opened = await SendAsync(request.Method, where, null, patience).ConfigureAwait(false);
            try
            {
                await RefuseAsync(request, opened, patience).ConfigureAwait(false);
                return opened;
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        },
        stop);

    private static async Task<HdfsAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentLength == 0)
        {
            return new HdfsAnswer(null, null, null, null);
        }

        using Stream body = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, HdfsJson.Default.HdfsAnswer, stop).ConfigureAwait(false)
            ?? throw new JsonException("null");
    }

    /// <summary>What a refusal says; null where it is no JSON, which a proxy may answer.</summary>
    private static async Task<HdfsRefusal?> RefusalOf(HttpResponseMessage answer, CancellationToken stop)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(RefusalBytesMax, stop).ConfigureAwait(false);
            return (await ReadAsync(answer, stop).ConfigureAwait(false)).RemoteException;
        }
        catch (Exception wrong) when (wrong is JsonException or HttpRequestException)
        {
            return null;
        }
    }

    private static async Task RefuseAsync(HdfsRequest request, HttpResponseMessage answer, CancellationToken stop)
    {
        if ((int)answer.StatusCode is not (>= 200 and < 300))
        {
            throw HdfsErrors.Explain(request.Failed, (int)answer.StatusCode, await RefusalOf(answer, stop).ConfigureAwait(false));
        }
    }

    private static FileStoreException Unexpected(HdfsRequest request, HttpResponseMessage answer) => new(FileStoreProblem.Refused,
        $"{request.Failed}: {(int)answer.StatusCode} is no answer that NameNodes give to this. Is the address that of WebHDFS?");

    /// <summary>Where to go on; null where the answer is no redirect.</summary>
    private static Uri? LocationOf(HdfsRequest request, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308))
        {
            return null;
        }

        Uri? location = answer.Headers.Location;
        Uri from = answer.RequestMessage!.RequestUri!;
        bool isGood = location is { IsAbsoluteUri: true, UserInfo.Length: 0 } && (location.Scheme == Uri.UriSchemeHttps
            || (location.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp));
        string scheme = PlainText.Of(location is { IsAbsoluteUri: true } ? location.Scheme : "none", 20);
        return isGood ? location : throw new FileStoreException(FileStoreProblem.Refused, $"{request.Failed}: the NameNode sends on to an "
            + $"address of scheme '{scheme}', which is not followed: DataNodes are at http://, and at https:// where the NameNode is.");
    }

    /// <summary>Asks until a NameNode is neither away nor in stand-by; refusals are thrown.</summary>
    private async Task<HttpResponseMessage> AskNameNodesAsync(HdfsRequest request, CancellationToken stop)
    {
        int first = _active;
        for (int tried = 1; ; tried++)
        {
            int index = (first + tried - 1) % _nameNodes.Length;
            bool isLast = tried == _nameNodes.Length;
            try
            {
                HttpResponseMessage answer = await SendAsync(request.Method, AddressOf(_nameNodes[index], request), null, stop)
                    .ConfigureAwait(false);
                if ((int)answer.StatusCode < 400)
                {
                    _active = index;
                    return answer;
                }

                using (answer)
                {
                    HdfsRefusal? refusal = await RefusalOf(answer, stop).ConfigureAwait(false);
                    if (isLast || !HdfsErrors.IsStandby(refusal))
                    {
                        throw HdfsErrors.Explain(request.Failed, (int)answer.StatusCode, refusal);
                    }
                }
            }
            catch (HttpRequestException) when (!isLast)
            {
                // the next one may be there
            }
            catch (OperationCanceledException)
            {
                _active = (index + 1) % _nameNodes.Length; // the time is up: another one is asked next
                throw;
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        request.Headers.TryAddWithoutValidation("X-XSRF-HEADER", "\"\""); // clusters may ask for it, by any value
        if (body is null && method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = new ByteArrayContent([]); // that a PUT has no body must be said
        }

        return await _http.SendAsync(request, stop).ConfigureAwait(false);
    }

    private Uri AddressOf(string nameNode, HdfsRequest request)
    {
        string path = string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        string who = _options.DelegationToken is { } token ? $"&delegation={Uri.EscapeDataString(token)}"
            : _options.UserName is { } user ? $"&user.name={Uri.EscapeDataString(user)}" : "";
        return new Uri($"{nameNode.TrimEnd('/')}/webhdfs/v1{path}?{request.Query}{who}");
    }

    private async Task<TAnswer> PatientlyAsync<TAnswer>(string failed, Func<CancellationToken, Task<TAnswer>> ask, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_options.Timeout);
        try
        {
            return await ask(patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            throw HdfsErrors.Explain(failed, failure);
        }
    }
}
