using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>What the writers of one sink share. Sockets are pooled by <see cref="SocketsHttpHandler"/>. Thread-safe.</summary>
internal sealed class HttpDialectTarget : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly AuthenticationHeaderValue? _credentials;

    public HttpDialectTarget(HttpDialect dialect, TimeProvider clock)
    {
        Dialect = dialect;
        Clock = dialect.Options.TimeProvider ?? clock;
        _credentials = dialect.Credentials ?? HttpSinkSockets.Credentials(dialect.Options);
        _http = HttpSinkSockets.Open(dialect.Options, DecompressionMethods.All);
    }

    public HttpDialect Dialect { get; }

    public TimeProvider Clock { get; }

    public TimeSpan Timeout => Dialect.Options.RequestTimeout;

    public HttpRequestMessage NewRequest(in HttpRequestPart part)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Dialect.AddressOf(in part)) { Content = Dialect.ContentOf(part.Body) };
        request.Headers.Authorization = _credentials;
        Dialect.AddHeaders(request);
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

    public HttpPostException Refused(HttpStatusCode status, string reason, string answer) =>
        new($"{Dialect.Name} refuses every request: {reason}. {Dialect.RemedyOf(status, answer)}");

    public HttpPostException GaveUp(int records, string reason) => new(
        $"{Dialect.Name} did not take {records} records within {PlainText.Of(Dialect.Options.RetryFor)}: {reason}. Look at the server's "
        + "load and the network, or raise RetryFor.");

    public void Dispose() => _http.Dispose();
}
