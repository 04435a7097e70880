using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Influx;

/// <summary>InfluxDB's ways: where points go, and what its answers mean.</summary>
internal sealed class InfluxDialect : HttpDialect
{
    private static readonly MediaTypeHeaderValue s_text = new("text/plain") { CharSet = "utf-8" };

    private readonly Uri _address;

    public InfluxDialect(InfluxOptions options)
        : base(options, options.RequestPoints, options.Token is null ? null : nameof(options.Token))
    {
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } server)
        {
            throw new ArgumentException("Address is no address of a server: write it as http://HOST:PORT or https://HOST:PORT, and a "
                + "password into UserName and Password, or a Token.");
        }

        if (string.IsNullOrWhiteSpace(options.Database) == string.IsNullOrWhiteSpace(options.Bucket))
        {
            throw new ArgumentException("Say where points go: Database for InfluxDB 1, or Organization and Bucket for InfluxDB 2.");
        }

        string authority = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string path = options.Bucket is { } bucket
            ? $"/api/v2/write?org={Uri.EscapeDataString(options.Organization ?? "")}&bucket={Uri.EscapeDataString(bucket)}"
            : $"/write?db={Uri.EscapeDataString(options.Database!)}"
                + (options.RetentionPolicy is { } policy ? $"&rp={Uri.EscapeDataString(policy)}" : "");
        _address = new Uri(authority + path + "&precision=ns");
        Name = $"influxdb {PlainText.Address(authority)}/{PlainText.Of(options.Bucket ?? options.Database!)}";
        Credentials = options.Token is { } token ? new("Token", token) : null;
    }

    protected override string Name { get; }

    protected override MediaTypeHeaderValue ContentType => s_text;

    protected override AuthenticationHeaderValue? Credentials { get; }

    protected override Uri AddressOf(in HttpRequestPart part) => _address;

    /// <summary>Line ends within a text are allowed; only what is nothing is no point.</summary>
    protected override string? Refuse(Span<byte> record) =>
        record.Trim(" \r\n"u8).IsEmpty ? "The line is empty: filter such records." : null;

    /// <summary>
    /// A partial write (400 with "partial write ... dropped=N") has stored the points that are good, and does not say which are not: the
    /// halves are written again, which changes nothing for those that are there.
    /// </summary>
    protected override HttpVerdict Judge(HttpStatusCode status, string answer) => (int)status switch
    {
        >= 200 and < 300 => HttpVerdict.Taken,
        400 or 422 when IsOfTheServer(answer) => HttpVerdict.Fail,
        400 or 413 or 422 => HttpVerdict.Record,
        408 or 429 or >= 500 => HttpVerdict.Again,
        _ => HttpVerdict.Fail,
    };

    protected override string RemedyOf(HttpStatusCode status, string answer) => (int)status switch
    {
        401 or 403 => "Set UserName and Password, or Token, to what this server knows, with the right to write there.",
        404 => "Create the database or bucket first, or look at Address, Database, Organization and Bucket.",
        _ => "Its reason says what to change.",
    };

    /// <summary>Whether a refusal is about where points go, and not about any of them.</summary>
    private static bool IsOfTheServer(string answer) => answer.Contains("retention policy not found", StringComparison.Ordinal)
        || answer.Contains("database is required", StringComparison.Ordinal) || answer.Contains("organization", StringComparison.Ordinal)
        || answer.Contains("max-series-per-database", StringComparison.Ordinal)
        || answer.Contains("max-values-per-tag", StringComparison.Ordinal);
}
