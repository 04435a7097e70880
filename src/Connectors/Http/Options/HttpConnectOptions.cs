using System.Net.Security;

namespace HotStream;

/// <summary>How we connect to a server of HTTP that streams to us. Setters refuse what cannot work.</summary>
public abstract class HttpConnectOptions
{
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(30);
    private TimeSpan _silenceMax = Timeout.InfiniteTimeSpan;
    private TimeSpan _retryAfterMax = TimeSpan.FromMinutes(5);

    private protected HttpConnectOptions()
    {
    }

    /// <summary>A bearer token; null for none. Never shown.</summary>
    public string? BearerToken { get; set; }

    /// <summary>User of basic authentication; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>Password of <see cref="UserName"/>. Never shown.</summary>
    public string? Password { get; set; }

    /// <summary>More headers of the request, for example an API key. Their values are never shown.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for the system's authorities. The name that is checked is that of the address, unless a target host is set.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// What sends the requests, instead of sockets of ours: for a proxy, or a client that the program has already. Whom it trusts is its
    /// own matter then; it is not disposed of. Null for sockets of ours.
    /// </summary>
    public HttpMessageHandler? Handler { get; set; }

    /// <summary>How long the server may take to answer when we connect. Default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>
    /// How long the server may send nothing, no comment and no ping, before it is left and connected to again. Default: for ever; one that
    /// is gone without a word is found out by the system in two minutes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan SilenceMax
    {
        get => _silenceMax;
        set => _silenceMax = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value
            : throw new ArgumentOutOfRangeException(nameof(SilenceMax), value, "The time must be positive.");
    }

    /// <summary>
    /// Longest time that the server may make us wait before we connect again, by <c>Retry-After</c> or <c>retry:</c>. Default 5 minutes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryAfterMax
    {
        get => _retryAfterMax;
        set => _retryAfterMax = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryAfterMax), value, "The time must not be negative.");
    }

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() => $"user {PlainText.Of(UserName ?? "none")}, password {(Password is null ? "none" : "***")}, token "
        + $"{(BearerToken is null ? "none" : "***")}, {Headers.Count} headers, TLS {(Tls is null ? "by the system" : "by options")}";
}
