using System.Net.Security;

namespace HotStream;

/// <summary>How to connect to Redis, to read or to write. Setters refuse what cannot work.</summary>
public abstract class RedisConnectionOptions
{
    private TimeSpan _timeout = TimeSpan.FromSeconds(5);

    private protected RedisConnectionOptions()
    {
    }

    /// <summary>User name; null for none: the server's <c>default</c>.</summary>
    public string? UserName { get; set; }

    /// <summary>Password; null for none. It is in no log and no text of ours.</summary>
    public string? Password { get; set; }

    /// <summary>How long the server may take to answer, when we connect and when we ask it for something. Default 5 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for plain TCP with <c>redis://</c>, and for the system's authorities with <c>rediss://</c>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The settings in a line, and of the password only whether there is one.</summary>
    public override string ToString() => $"user {PlainText.Of(UserName ?? "none")}, password {(Password is null ? "none" : "***")}, "
        + $"timeout {PlainText.Of(Timeout)}, TLS {(Tls is null ? "off" : "on")}";
}
