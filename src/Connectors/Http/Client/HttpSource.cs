using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Http;

/// <summary>A server's address and how it is asked, over all connections of a stream. One thread at a time.</summary>
internal sealed class HttpSource : IDisposable
{
    private readonly Uri _address;
    private readonly HttpConnectOptions _options;
    private readonly HttpMessageInvoker _invoker;
    private TimeSpan _retry; // what the server asked for by retry:
    private long _notBefore; // milliseconds of the system's tick count

    public HttpSource(Uri address, HttpConnectOptions options)
    {
        _address = address;
        _options = options;
        Name = PlainText.Address(address.GetLeftPart(UriPartial.Path));
        _invoker = options.Handler is { } own ? new HttpMessageInvoker(own, disposeHandler: false)
            : new HttpMessageInvoker(CreateHandler(options), disposeHandler: true);
    }

    /// <summary>The address without what may be secret in it.</summary>
    public string Name { get; }

    public Uri Address => _address;

    /// <summary>What sends requests.</summary>
    public HttpMessageInvoker Invoker => _invoker;

    /// <exception cref="ArgumentException">It is no address of these schemes, or has a password in it.</exception>
    public static Uri Check(Uri address, params string[] schemes)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || Array.IndexOf(schemes, address.Scheme) < 0)
        {
            throw new ArgumentException($"An address begins with {string.Join(" or ", schemes)}://.", nameof(address));
        }

        return address.UserInfo.Length == 0 ? address
            : throw new ArgumentException("User and password do not stand in the address: set UserName and Password of the options.",
                nameof(address));
    }

    /// <summary>Sends the request and waits for the head of its answer.</summary>
    /// <returns>The answer; null when the server has nothing, now or ever (204).</returns>
    /// <exception cref="HttpStreamException">It does not stream to us; says why.</exception>
    public async Task<HttpResponseMessage?> OpenAsync(string accept, string? lastEventId, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
        SayWho(request.Headers);
        if (!string.IsNullOrEmpty(lastEventId))
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(_options.ConnectTimeout);
        try
        {
            HttpResponseMessage answer = await _invoker.SendAsync(request, late.Token).ConfigureAwait(false);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            {
                return answer;
            }

            using (answer)
            {
                NoteRetryAfter(answer.Headers.RetryAfter);
                return answer.StatusCode == HttpStatusCode.NoContent ? null : throw new HttpStreamException(Explain(answer.StatusCode));
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HttpStreamException($"{Name} did not answer in {PlainText.Of(_options.ConnectTimeout)}.");
        }
        catch (HttpRequestException failure)
        {
            throw new HttpStreamException($"{Name} cannot be reached: {Reason(failure)}.", failure);
        }
    }

    /// <summary>Reads, and finds a server too silent.</summary>
    /// <exception cref="HttpStreamException">The connection broke, or nothing came for too long.</exception>
    public async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            if (_options.SilenceMax == Timeout.InfiniteTimeSpan)
            {
                return await body.ReadAsync(buffer, stop).ConfigureAwait(false);
            }

            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
            silence.CancelAfter(_options.SilenceMax);
            return await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new HttpStreamException($"{Name} sent nothing for {PlainText.Of(_options.SilenceMax)}.");
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new HttpStreamException($"{Name} broke off: {PlainText.Of(failure.Message.TrimEnd('.'))}.", failure);
        }
    }

    /// <summary>The server says how long to wait before connections, from now on.</summary>
    public void NoteRetry(long milliseconds) =>
        _retry = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, _options.RetryAfterMax.TotalMilliseconds));

    /// <summary>Notes when a server wants to be asked again, by the head of an answer that refused.</summary>
    public void NoteRetryAfter(IReadOnlyDictionary<string, IEnumerable<string>>? headers)
    {
        if (headers is not null && headers.TryGetValue("Retry-After", out IEnumerable<string>? values)
            && RetryConditionHeaderValue.TryParse(string.Concat(values), out RetryConditionHeaderValue? asked))
        {
            NoteRetryAfter(asked);
        }
    }

    /// <summary>A connection has ended: the next one is made when the server wants it.</summary>
    public void NoteEnd() => _notBefore = Math.Max(_notBefore, Environment.TickCount64 + (long)_retry.TotalMilliseconds);

    /// <summary>Waits until the server wants to be connected to.</summary>
    public Task WaitAsync(CancellationToken stop)
    {
        long left = _notBefore - Environment.TickCount64;
        return left > 0 ? Task.Delay(TimeSpan.FromMilliseconds(left), stop) : Task.CompletedTask;
    }

    /// <summary>Adds what says who we are.</summary>
    public void SayWho(HttpRequestHeaders headers)
    {
        headers.Authorization = _options switch
        {
            { BearerToken: { } token } => new("Bearer", token),
            { UserName: { } user } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_options.Password}"))),
            _ => null,
        };
        foreach ((string name, string value) in _options.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    public string Explain(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => $"{Name} does not let us in ({(int)status}): look at BearerToken, UserName, Password and Headers of the options.",
        404 or 410 => $"{Name} is nothing that the server knows ({(int)status}): look at the address.",
        429 or 503 => $"{Name} has too much to do ({(int)status}).",
        _ => $"{Name} does not stream to us: it answers {(int)status}.",
    };

    public static string Reason(Exception failure)
    {
        Exception cause = failure;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return PlainText.Of(failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? $"no secure connection: {cause.Message.TrimEnd('.')} (compare the server's certificate with Tls of the options and with the "
            + "name in the address)" : cause.Message.TrimEnd('.'));
    }

    public void Dispose() => _invoker.Dispose();

    private void NoteRetryAfter(RetryConditionHeaderValue? asked)
    {
        TimeSpan wait = asked?.Delta ?? (asked?.Date is { } date ? date - TimeProvider.System.GetUtcNow() : TimeSpan.Zero);
        double milliseconds = Math.Clamp(wait.TotalMilliseconds, 0, _options.RetryAfterMax.TotalMilliseconds);
        _notBefore = Math.Max(_notBefore, Environment.TickCount64 + (long)milliseconds);
    }

    private static SocketsHttpHandler CreateHandler(HttpConnectOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = ConnectAsync,
        };
        if (options.Tls is { } tls)
        {
            handler.SslOptions = tls;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, stop).ConfigureAwait(false);
            ReceiverSockets.EnableKeepAlive(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
