using System.Net.Security;

namespace HotStream;

/// <summary>How to connect to RabbitMQ, to receive or to publish. Setters refuse what cannot work.</summary>
public abstract class RabbitMqConnectionOptions
{
    private string _userName = "guest";
    private string _password = "guest";
    private TimeSpan _heartbeat = TimeSpan.FromSeconds(20);
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    private protected RabbitMqConnectionOptions()
    {
    }

    /// <summary>User name. Default <c>guest</c>, whom the server lets in from its own machine only.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string UserName
    {
        get => _userName;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(UserName));
            _userName = value;
        }
    }

    /// <summary>Password. Default <c>guest</c>. It is in no log and no text of ours.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public string Password
    {
        get => _password;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Password));
            _password = value;
        }
    }

    /// <summary>
    /// Longest silence of a server that is alive; each side sends something within half of it, and a server that does not is left. Whole
    /// seconds. Default 20 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or more than 65535 seconds.</exception>
    public TimeSpan Heartbeat
    {
        get => _heartbeat;
        set => _heartbeat = value.TotalSeconds is >= 1 and <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Heartbeat), value, "The heartbeat is 1 to 65535 seconds.");
    }

    /// <summary>How long the server may take to answer, when we connect and when we ask it for something. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive, or longer than a day.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive, and at most a day.");
    }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>, or a callback), client
    /// certificate, versions. Null for plain TCP with <c>amqp://</c>, and for the system's authorities with <c>amqps://</c>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The settings in a line, without the password.</summary>
    public override string ToString() => $"user {PlainText.Of(UserName)}, password ***, heartbeat {PlainText.Of(Heartbeat)}, TLS "
        + (Tls is null ? "off" : "on");
}
