using System.Net.Security;

namespace HotStream;

/// <summary>
/// How to reach Kinesis Data Streams, or a server that speaks its protocol, to read or to write. Setters refuse what cannot work.
/// </summary>
public abstract class KinesisConnectionOptions
{
    private string? _serviceUrl;
    private string? _region;
    private TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private protected KinesisConnectionOptions()
    {
    }

    /// <summary>
    /// Address of a server that is not Amazon's: <c>http://127.0.0.1:4567</c>. Null for what the environment says
    /// (<c>AWS_ENDPOINT_URL_KINESIS</c>, <c>AWS_ENDPOINT_URL</c>), else Amazon's of <see cref="Region"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public string? ServiceUrl
    {
        get => _serviceUrl;
        set => _serviceUrl = CheckUrl(value, nameof(ServiceUrl));
    }

    /// <summary>
    /// The region, <c>eu-central-1</c>; null for what profile and environment say, with <see cref="ServiceUrl"/> us-east-1.
    /// </summary>
    /// <exception cref="ArgumentException">It is no name of a region.</exception>
    public string? Region
    {
        get => _region;
        set => _region = value is null || (value.Length is > 0 and <= 64 && value.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            ? value : throw new ArgumentException("A region is called like eu-central-1.", nameof(Region));
    }

    /// <summary>
    /// Id of the access key; null for <see cref="Profile"/>, or credentials of the environment: variables, the machine's role.
    /// </summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret of <see cref="AccessKey"/>. It is in no log and no text of ours.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Token of temporary credentials; null for none. It is in no log and no text of ours.</summary>
    public string? SessionToken { get; set; }

    /// <summary>
    /// Profile of the files of AWS (<c>~/.aws/credentials</c>, <c>~/.aws/config</c>) for credentials and region; null for what the
    /// environment says.
    /// </summary>
    public string? Profile { get; set; }

    /// <summary>How long a request may take, its answer included. Default 30 s.</summary>
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
        + $"region {PlainText.Of(Region ?? "of the environment")}, profile {PlainText.Of(Profile ?? "none")}, "
        + $"access key {Shown(AccessKey)}, secret {Shown(SecretKey)}, token {Shown(SessionToken)}, timeout {PlainText.Of(Timeout)}";

    /// <summary>Refuses half of a key, and two ways to say who one is.</summary>
    /// <exception cref="ArgumentException">A key without its secret, or the reverse, or a key and a profile.</exception>
    internal void Check()
    {
        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey) || (SessionToken is not null && AccessKey is null))
        {
            throw new ArgumentException(
                "AccessKey and SecretKey belong together, and SessionToken to both; give them, or none for those of the environment.");
        }

        if (AccessKey is not null && Profile is not null)
        {
            throw new ArgumentException("AccessKey and Profile both say who one is: give one of them.");
        }
    }

    /// <exception cref="ArgumentException">It is no address of a server.</exception>
    private protected static string? CheckUrl(string? url, string parameter) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.PathAndQuery == "/") ? url
            : throw new ArgumentException(
                "The address of a server is http://HOST:PORT or https://HOST:PORT, without user, password and path.", parameter);

    private static string Shown(string? secret) => string.IsNullOrEmpty(secret) ? "none" : "***";
}
