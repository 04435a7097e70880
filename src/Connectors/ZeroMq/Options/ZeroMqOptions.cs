using System.Net;
using System.Text;
using HotStream.ZeroMq;

namespace HotStream;

/// <summary>How a socket of ZeroMQ connects or listens. Setters refuse what cannot work.</summary>
public abstract class ZeroMqOptions
{
    private TimeSpan _handshakeTimeout = TimeSpan.FromSeconds(10);
    private TimeSpan _heartbeatInterval = TimeSpan.FromSeconds(10);
    private int _connectionsMax = 256;
    private string? _userName;
    private string? _password;

    private protected ZeroMqOptions()
    {
    }

    /// <summary>Whether we listen at the address and peers connect to us, as <c>bind</c> does. Default false: we connect.</summary>
    public bool Bind { get; set; }

    /// <summary>
    /// User name of the mechanism PLAIN; null for NULL, without a password. Who listens compares it with what who connects says.
    /// PLAIN hides nothing: the network can read it. CURVE is not built.
    /// </summary>
    /// <exception cref="ArgumentException">More than 255 bytes of UTF-8.</exception>
    public string? UserName
    {
        get => _userName;
        set => _userName = CheckLength(value, nameof(UserName));
    }

    /// <summary>Password of the mechanism PLAIN. It is in no log and no text of ours.</summary>
    /// <exception cref="ArgumentException">More than 255 bytes of UTF-8.</exception>
    public string? Password
    {
        get => _password;
        set => _password = CheckLength(value, nameof(Password));
    }

    /// <summary>How long a peer may take to greet, from its first byte to its last. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan HandshakeTimeout
    {
        get => _handshakeTimeout;
        set => _handshakeTimeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(HandshakeTimeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How long a silent peer of ZMTP 3.1 is let be before it is asked whether it is there (PING); one that is silent for three times as
    /// long is left. A peer of 3.0 has no such question, and is found gone by TCP. Zero: nobody is asked. Default 10 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a day.</exception>
    public TimeSpan HeartbeatInterval
    {
        get => _heartbeatInterval;
        set => _heartbeatInterval = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(HeartbeatInterval), value, "The time is nothing to a day.");
    }

    /// <summary>Peers that may be connected to us at a time, with <see cref="Bind"/>; more are closed. Default 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int ConnectionsMax
    {
        get => _connectionsMax;
        set => _connectionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(ConnectionsMax), value, "At least one peer must be able to connect.");
    }

    /// <summary>
    /// Called with the address once listening, with <see cref="Bind"/>; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<IPEndPoint>? OnListening { get; set; }

    /// <summary>The settings in a line, and of the password only whether there is one.</summary>
    public override string ToString() => $"{(Bind ? "listens" : "connects")}, user {PlainText.Of(UserName ?? "none")}, "
        + $"password {(Password is null ? "none" : "***")}, heartbeat {PlainText.Of(HeartbeatInterval)}";

    internal ZmtpRole RoleOf(string socket, params string[] peers) => UserName is null && Password is not null
        ? throw new ArgumentException("PLAIN has no password without a user name: set UserName too.")
        : new ZmtpRole(socket, peers, UserName is null ? null : Encoding.UTF8.GetBytes(UserName),
            Encoding.UTF8.GetBytes(Password ?? ""), Bind);

    private static string? CheckLength(string? text, string name) =>
        text is null || Encoding.UTF8.GetByteCount(text) <= ZmtpRole.LengthMax ? text
            : throw new ArgumentException($"PLAIN takes {ZmtpRole.LengthMax} bytes at most.", name);
}
