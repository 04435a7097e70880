using System.Net.Security;

namespace HotStream;

/// <summary>How to reach S3, or a server that speaks its protocol, to read or to write. Setters refuse what cannot work.</summary>
public abstract class S3ConnectionOptions
{
    private string? _serviceUrl;
    private TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private protected S3ConnectionOptions()
    {
    }

    /// <summary>
    /// Address of a server that is not Amazon's: <c>http://127.0.0.1:9000</c>. Null for Amazon's of <see cref="Region"/>, or what the
    /// environment says (<c>AWS_ENDPOINT_URL_S3</c>).
    /// </summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public string? ServiceUrl
    {
        get => _serviceUrl;
        set => _serviceUrl = value is null || (Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https" && address.UserInfo.Length == 0) ? value
            : throw new ArgumentException("The address of a server is http://HOST:PORT or https://HOST:PORT, without user and password.",
                nameof(ServiceUrl));
    }

    /// <summary>The region, <c>eu-central-1</c>; null for what the environment says, with <see cref="ServiceUrl"/> us-east-1.</summary>
    public string? Region { get; set; }

    /// <summary>Id of the access key; null for credentials of the environment: variables, a profile, the machine's role.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret of <see cref="AccessKey"/>. It is in no log and no text of ours.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Token of temporary credentials; null for none. It is in no log and no text of ours.</summary>
    public string? SessionToken { get; set; }

    /// <summary>
    /// Whether buckets are named in the path and not as a host. Null, the default: with <see cref="ServiceUrl"/> they are.
    /// </summary>
    public bool? PathStyle { get; set; }

    /// <summary>
    /// Whether requests carry checksums, and answers are compared with theirs. Default false: servers that do not know them
    /// store the sums as part of the object. Turn it on for Amazon's own, or where the server is known to understand it.
    /// </summary>
    public bool Checksums { get; set; }

    /// <summary>How long a request may take, and a piece of an answer. Default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for the system's authorities.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() => $"server {PlainText.Address(ServiceUrl ?? "of Amazon")}, "
        + $"region {PlainText.Of(Region ?? "of the environment")}, access key {Shown(AccessKey)}, secret {Shown(SecretKey)}, "
        + $"token {Shown(SessionToken)}, checksums {(Checksums ? "on" : "off")}, timeout {PlainText.Of(Timeout)}";

    /// <summary>Refuses half of a key.</summary>
    /// <exception cref="ArgumentException">A key without its secret, or the reverse.</exception>
    internal void Check()
    {
        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey) || (SessionToken is not null && AccessKey is null))
        {
            throw new ArgumentException(
                "AccessKey and SecretKey belong together, and SessionToken to both; give them, or none for those of the environment.");
        }
    }

    private static string Shown(string? secret) => string.IsNullOrEmpty(secret) ? "none" : "***";
}
