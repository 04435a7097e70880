using System.Net.Security;

namespace HotStream;

/// <summary>How a client connects to an MQTT broker, to receive or to publish. Setters refuse what cannot work.</summary>
public abstract class MqttConnectionOptions
{
    private TimeSpan _keepAlive = TimeSpan.FromSeconds(60);
    private TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    private protected MqttConnectionOptions()
    {
    }

    /// <summary>Version to speak. Default 5; older brokers need 3.1.1.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V5;

    /// <summary>User name; null for none.</summary>
    public string? UserName { get; set; }

    /// <summary>Password; null for none.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// Longest silence in either direction, in whole seconds; a ping is sent before, and a broker that does not answer is
    /// left. Zero for any. Default 60 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 65535 seconds.</exception>
    public TimeSpan KeepAlive
    {
        get => _keepAlive;
        set => _keepAlive = value >= TimeSpan.Zero && value.TotalSeconds <= ushort.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(KeepAlive), value, "The keep-alive is 0 to 65535 seconds.");
    }

    /// <summary>How long the broker may take to answer when we connect. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan ConnectTimeout
    {
        get => _connectTimeout;
        set => _connectTimeout = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectTimeout), value, "The time must be positive.");
    }

    /// <summary>What the broker publishes when we go without saying good-bye; null for nothing.</summary>
    public MqttLastWill? Will { get; set; }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for plain TCP with <c>mqtt://</c>, and for the system's authorities with <c>mqtts://</c>.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The settings in a line, and of the password only whether there is one.</summary>
    public override string ToString() => $"MQTT {(Version == MqttVersion.V5 ? "5" : "3.1.1")}, user {PlainText.Of(UserName ?? "none")}, "
        + $"password {(Password is null ? "none" : "***")}, keep alive {PlainText.Of(KeepAlive)}, TLS {(Tls is null ? "off" : "on")}";
}
