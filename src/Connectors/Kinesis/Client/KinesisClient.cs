using System.Net.Http.Headers;

namespace HotStream.Kinesis;

/// <summary>
/// A client of the JSON protocol that asks once: who uses it knows how long to try again. Where requests go is found with the first one, so
/// that a region that is not there is an error like a server that is not. Thread-safe.
/// </summary>
internal sealed class KinesisClient : IDisposable
{
    private readonly AwsService _service;
    private readonly TimeSpan _timeout;
    private readonly KinesisKeys _keys;
    private readonly HttpMessageInvoker _http;
    private readonly Lazy<(Uri Address, string Region)> _server;

    /// <summary>A client of streams.</summary>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public KinesisClient(KinesisConnectionOptions options)
        : this(AwsService.Kinesis, options, options.ServiceUrl, options.Timeout)
    {
    }

    /// <param name="service">The service.</param>
    /// <param name="options">Who one is.</param>
    /// <param name="url">Another server than the service's of the region; null for that.</param>
    /// <param name="timeout">How long a request may take.</param>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public KinesisClient(AwsService service, KinesisConnectionOptions options, string? url, TimeSpan timeout)
    {
        options.Check();
        (_service, _timeout) = (service, timeout);
        _keys = new KinesisKeys(options, service, url);
        _server = new(_keys.FindServer, LazyThreadSafetyMode.PublicationOnly); // tried again when it failed
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // addresses of servers change
            UseCookies = false,
        };
        if (options.Tls is { } tls)
        {
            handler.SslOptions = tls;
        }

        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Asks once.</summary>
    /// <param name="what">What is said when it fails: <c>kinesis plant could not be read</c>.</param>
    /// <param name="operation">The operation, <c>GetRecords</c>.</param>
    /// <param name="body">The request.</param>
    /// <param name="read">Takes what it needs of the answer.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KinesisException">It failed; the message says what to do, and shows no secret.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(string what, string operation, ReadOnlyMemory<byte> body,
        Func<KinesisAnswer, TAnswer> read, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_timeout);
        try
        {
            using HttpRequestMessage request = await NewRequestAsync(operation, body).ConfigureAwait(false);
            using HttpResponseMessage response = await _http.SendAsync(request, patience.Token).ConfigureAwait(false);
            using var answer = new KinesisAnswer();
            await answer.ReadAsync(response, patience.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? read(answer)
                : throw KinesisErrors.Of(_service, what, (int)response.StatusCode, answer.Bytes);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            KinesisException explained = KinesisErrors.Of(_service, what, failure);
            if (explained.Problem == KinesisProblem.Refused)
            {
                _keys.Forget();
            }

            throw explained;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpRequestMessage> NewRequestAsync(string operation, ReadOnlyMemory<byte> body)
    {
        (Uri address, string region) = _server.Value;
        AwsKey key = await _keys.GetAsync().ConfigureAwait(false);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        List<(string Name, string Value)> headers =
        [
            ("content-type", _service.JsonType),
            ("host", address.Authority),
            ("x-amz-date", RequestSigner.TimeOf(now)),
            ("x-amz-target", _service.Version + operation),
        ];
        if (key.Token is { } token)
        {
            headers.Add(("x-amz-security-token", token));
        }

        string authorization = RequestSigner.Sign("POST", headers, body.Span, key, region, _service.Name, now);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/")) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(_service.JsonType);
        foreach ((string name, string value) in headers)
        {
            if (name.StartsWith('x'))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }
}
