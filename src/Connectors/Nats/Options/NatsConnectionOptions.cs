using System.Net.Security;

namespace HotStream;

/// <summary>How to connect to NATS, to receive or to publish. Setters refuse what cannot work.</summary>
public abstract class NatsConnectionOptions
{
    private TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private TimeSpan _pingInterval = TimeSpan.FromSeconds(20);
    private string _inboxPrefix = "_INBOX";

    private protected NatsConnectionOptions()
    {
    }

    /// <summary>User name; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>Password; null for none. It is in no log and no text of ours.</summary>
    public string? Password { get; set; }

    /// <summary>Token, in place of user name and password; null for none. It is in no log and no text of ours.</summary>
    public string? Token { get; set; }

    /// <summary>Path of a file of credentials (<c>.creds</c>: a JWT and its seed); null for none. It is read when we connect.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>How long the server may take to answer, when we connect and when we ask it for something. Default 5 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How often an idle server is asked whether it is there; one that is silent for three times as long is left. Default 20 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or longer than an hour.</exception>
    public TimeSpan PingInterval
    {
        get => _pingInterval;
        set => _pingInterval = value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(PingInterval), value, "The time is a second to an hour.");
    }

    /// <summary>Beginning of the subjects that answers come to, where a user may not subscribe to others. Default <c>_INBOX</c>.</summary>
    /// <exception cref="ArgumentException">It is no subject.</exception>
    public string InboxPrefix
    {
        get => _inboxPrefix;
        set => _inboxPrefix = Nats.NatsLimits.CheckSubject(value, mayBePattern: false, nameof(InboxPrefix));
    }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for the system's authorities, with <c>tls://</c>, or with <c>nats://</c> where the server asks for it.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() => $"user {PlainText.Of(UserName ?? "none")}, password {Secret(Password)}, token {Secret(Token)}, "
        + $"credentials {PlainText.Of(CredentialsFile ?? "none")}, timeout {PlainText.Of(Timeout)}, TLS {(Tls is null ? "off" : "on")}";

    private static string Secret(string? secret) => secret is null ? "none" : "***";
}
