using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HotStream.Kinesis;

/// <summary>
/// Signatures of AWS, version 4, of requests to the path <c>/</c> without a query, which is all that services with JSON have. A signature
/// covers the method, the headers that are named, and a hash of the body; its key is made of secret, day, region and service. Stateless.
/// </summary>
internal static class RequestSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>A time as the header <c>x-amz-date</c> has it.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>What the header <c>Authorization</c> says.</summary>
    /// <param name="method">The method.</param>
    /// <param name="headers">
    /// The headers that are signed, <c>host</c> and <c>x-amz-date</c> among them, as they are sent; those of one name in their order.
    /// </param>
    /// <param name="body">The body.</param>
    /// <param name="key">Who signs.</param>
    /// <param name="region">The region.</param>
    /// <param name="service">The service.</param>
    /// <param name="time">The time that <c>x-amz-date</c> says.</param>
    public static string Sign(string method, IEnumerable<(string Name, string Value)> headers, ReadOnlySpan<byte> body, AwsKey key,
        string region, string service, DateTimeOffset time)
    {
        (string canonical, string names) = Canonical(headers);
        string request = $"{method}\n/\n\n{canonical}\n{names}\n{Hex(SHA256.HashData(body))}";
        string moment = TimeOf(time);
        string day = moment[..8];
        string scope = $"{day}/{region}/{service}/aws4_request";
        string toSign = $"{Algorithm}\n{moment}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        byte[] signing = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + key.Secret), day), region), service), "aws4_request");
        return $"{Algorithm} Credential={key.Id}/{scope}, SignedHeaders={names}, Signature={Hex(Mac(signing, toSign))}";
    }

    /// <summary>Headers as they are signed: by name in small letters, values of one name joined, blanks never two in a row.</summary>
    private static (string Lines, string Names) Canonical(IEnumerable<(string Name, string Value)> headers)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in headers)
        {
            string key = name.ToLower(CultureInfo.InvariantCulture);
            string trimmed = Single(value);
            byName[key] = byName.TryGetValue(key, out string? before) ? $"{before},{trimmed}" : trimmed;
        }

        var lines = new StringBuilder();
        foreach ((string name, string value) in byName)
        {
            lines.Append(name).Append(':').Append(value).Append('\n');
        }

        return (lines.ToString(), string.Join(';', byName.Keys));
    }

    private static string Single(string value)
    {
        var single = new StringBuilder(value.Length);
        foreach (char c in value.AsSpan().Trim(' '))
        {
            if (c != ' ' || single[^1] != ' ')
            {
                single.Append(c);
            }
        }

        return single.ToString();
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
