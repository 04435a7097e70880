using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>Any web address that takes JSON, in each of the formats.</summary>
internal sealed class HttpPostDialect(HttpPostOptions options) : HttpDialect(options,
    options.Format == HttpPostFormat.OneRecord ? 1 : options.RequestRecords,
    options.Headers.Keys.FirstOrDefault(name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)) is { } header
        ? $"the header {header}" : null)
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");
    private static readonly byte[] s_open = "["u8.ToArray();
    private static readonly byte[] s_close = "]"u8.ToArray();

    protected internal override string Name { get; } = NameOf(options);

    protected internal override MediaTypeHeaderValue ContentType =>
        options.Format == HttpPostFormat.NewlineJson ? s_newlineJson : s_json;

    internal override byte Terminator => options.Format == HttpPostFormat.JsonArray ? (byte)',' : (byte)'\n';

    protected internal override Uri AddressOf(in HttpRequestPart part) => options.Address!;

    protected internal override string RemedyOf(HttpStatusCode status, string answer) => status switch
    {
        >= (HttpStatusCode)300 and < (HttpStatusCode)400 => "The address has moved: set Address to where the answer's Location points.",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
            "Set UserName and Password, BearerToken or the Headers that say who this is, or give it the right to post there.",
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed => "Look at Address.",
        HttpStatusCode.UnsupportedMediaType or HttpStatusCode.NotAcceptable => "Choose another Format, or turn Gzip off.",
        _ => base.RemedyOf(status, answer),
    };

    internal override void AddHeaders(HttpRequestMessage request)
    {
        foreach ((string name, string value) in options.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    internal override HttpContent ContentOf(ReadOnlyMemory<byte> records) => options.Format switch
    {
        HttpPostFormat.NewlineJson => base.ContentOf(records),
        HttpPostFormat.JsonArray => new BodyContent(records[..^1], s_json, options.Gzip, s_open, s_close),
        _ => new BodyContent(records[..^1], s_json, options.Gzip),
    };

    private static string NameOf(HttpPostOptions options) =>
        options.Address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } address
            ? $"post {address.GetLeftPart(UriPartial.Path)}"
            : throw new ArgumentException("Address is no web address: write it as http://HOST/PATH or https://HOST/PATH, and a password "
            + "into UserName and Password, or Headers.");
}
