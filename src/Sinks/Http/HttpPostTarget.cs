using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>What the writers of one sink share. Sockets are pooled by <see cref="SocketsHttpHandler"/>. Thread-safe.</summary>
internal sealed class HttpPostTarget : IDisposable
{
    private readonly HttpPostOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly AuthenticationHeaderValue? _credentials;

    public HttpPostTarget(HttpPostOptions options, string name, TimeProvider clock)
    {
        _options = options;
        Name = name;
        Clock = options.TimeProvider ?? clock;
        _credentials = HttpSinkSockets.Credentials(options);
        _http = HttpSinkSockets.Open(options, DecompressionMethods.All);
    }

    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public static void Check(HttpPostOptions options)
    {
        HttpSinkSockets.Check(options, options.Headers.Keys.FirstOrDefault(name =>
            name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)) is { } header ? $"the header {header}" : null);
        LimitsOf(options).Check();
    }

    public string Name { get; }

    public TimeProvider Clock { get; }

    public TimeSpan Timeout => _options.RequestTimeout;

    public HttpPostFormat Format => _options.Format;

    public bool Gzip => _options.Gzip;

    public RequestLimits Limits => LimitsOf(_options);

    public static RequestLimits LimitsOf(HttpPostOptions options) =>
        RequestLimits.Of(options, options.Format == HttpPostFormat.OneRecord ? 1 : options.RequestRecords);

    public HttpRequestMessage NewRequest(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Address) { Content = content };
        request.Headers.Authorization = _credentials;
        foreach ((string name, string value) in _options.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Attempt attempt)
    {
        try
        {
            return await _http.SendAsync(request, attempt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (attempt.HasTimedOut)
        {
            throw new HttpRequestException($"No answer within {PlainText.Of(Timeout)}.");
        }
    }

    public HttpPostException Refused(HttpStatusCode status, string reason)
    {
        string remedy = status switch
        {
            >= (HttpStatusCode)300 and < (HttpStatusCode)400 => "The address has moved: set Address to where the answer's Location points.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
                "Set UserName and Password, BearerToken or the Headers that say who this is, or give it the right to post there.",
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed => "Look at Address.",
            HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotAcceptable => "Choose another Format, or turn Gzip off.",
            _ => "The server's reason says what to change.",
        };
        return new($"{Name} refuses every request: {reason}. {remedy}");
    }

    public HttpPostException GaveUp(int records, string reason) => new(
        $"{Name} did not take {records} records within {PlainText.Of(_options.RetryFor)}: {reason}. Look at the server's load and "
        + "the network, or raise RetryFor.");

    public void Dispose() => _http.Dispose();
}
