using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace HotStream.ClickHouse;

/// <summary>ClickHouse's ways: where rows go, how an insert says which data it is, and what answers mean.</summary>
internal sealed class ClickHouseDialect : HttpDialect
{
    private const int SumBytes = 8;

    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");

    private readonly string _address;
    private readonly bool _hasToken;

    public ClickHouseDialect(ClickHouseOptions options)
        : base(options, options.RequestRows, cutsAlike: options.Deduplicate)
    {
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "" } server)
        {
            throw new ArgumentException("Address is no address of a server: write it as http://HOST:PORT or https://HOST:PORT, and a "
                + "password into UserName and Password.");
        }

        if (options.Table.Split('.') is not { Length: 1 or 2 } parts || parts.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"'{PlainText.Of(options.Table)}' is no table: write TABLE or DATABASE.TABLE.");
        }

        string table = string.Join('.', parts.Select(part =>
            "`" + part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`"));
        string authority = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Name = $"clickhouse {PlainText.Address(authority)}/{PlainText.Of(options.Table)}";
        _hasToken = options.Deduplicate;
        _address = $"{authority}/?query={Uri.EscapeDataString($"INSERT INTO {table} FORMAT JSONEachRow")}" + string.Concat(
            options.Settings.Select(setting => $"&{Uri.EscapeDataString(setting.Key)}={Uri.EscapeDataString(setting.Value)}"));
    }

    protected override string Name { get; }

    protected override MediaTypeHeaderValue ContentType => s_newlineJson;

    /// <summary>
    /// The sum is part of the token: results by key may come in another order when a batch runs again, and an insert of other rows must
    /// never be taken for one that is there.
    /// </summary>
    protected override Uri AddressOf(in HttpRequestPart part)
    {
        if (!_hasToken)
        {
            return new Uri(_address);
        }

        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(part.Body.Span, sum);
        string token = string.Create(CultureInfo.InvariantCulture,
            $"{part.Query}-{part.BatchNumber}-{part.Partition}-{part.First}-{part.Last}-{Convert.ToHexStringLower(sum[..SumBytes])}");
        return new Uri($"{_address}&insert_deduplication_token={Uri.EscapeDataString(token)}");
    }

    protected override HttpVerdict Judge(HttpStatusCode status, string answer) => ClickHouseErrors.Judge(status, answer);

    protected override string RemedyOf(HttpStatusCode status, string answer) => ClickHouseErrors.RemedyOf(status, answer);
}
