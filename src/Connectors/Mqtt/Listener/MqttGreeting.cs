using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HotStream.Mqtt;

/// <summary>What a device said of itself in CONNECT, and the answers to it.</summary>
internal sealed class MqttGreeting
{
    /// <summary>Topic aliases a device may use.</summary>
    public const int TopicAliasMaximum = 64;

    private bool _isNamed;
    private bool _asksForLonger;

    private MqttGreeting(MqttVersion version, MqttLogin login)
    {
        Version = version;
        Login = login;
    }

    public MqttVersion Version { get; }

    /// <summary>Who it is; the password is not in it any more.</summary>
    public MqttLogin Login { get; private set; }

    public int KeepAliveSeconds { get; private init; }

    /// <summary>Whether it begins anew.</summary>
    public bool CleanStart { get; private init; }

    /// <summary>How long its session is kept when it goes.</summary>
    public uint ExpirySeconds { get; private init; }

    /// <summary>Messages it takes before it has acknowledged the first.</summary>
    public int ReceiveMaximum { get; private init; }

    /// <summary>Largest packet it takes.</summary>
    public int PacketBytesMax { get; private init; }

    public MqttWill? Will { get; private init; }

    /// <summary>Why the device may not connect; success when it may.</summary>
    public byte Refusal { get; private set; }

    /// <summary>Reads a CONNECT and asks whether the device may.</summary>
    public static MqttError TryRead(ReadOnlySpan<byte> body, IMqttListenerHost host, EndPoint? address, X509Certificate? certificate,
        out MqttGreeting? greeting)
    {
        greeting = null;
        MqttError error = MqttConnect.TryRead(body, out MqttConnect connect);
        if (error != MqttError.None)
        {
            return error;
        }

        bool isNamed = !connect.ClientId.IsEmpty;
        string clientId = isNamed ? Encoding.UTF8.GetString(connect.ClientId) : $"device-{Guid.NewGuid():N}";
        var login = new MqttLogin(
            clientId, connect.HasUserName ? Encoding.UTF8.GetString(connect.UserName) : null, connect.Password.ToArray(), address,
            certificate as X509Certificate2 ?? (certificate is null ? null : new X509Certificate2(certificate)));
        uint longest = (uint)host.Options.SessionExpiryMax.TotalSeconds;
        uint wanted = connect.Version == MqttVersion.V5
            ? connect.Properties.TryGetNumber(MqttPropertyId.SessionExpiry, out uint seconds) ? seconds : 0
            : connect.CleanStart ? 0 : uint.MaxValue;
        greeting = new MqttGreeting(connect.Version, login)
        {
            _isNamed = isNamed,
            _asksForLonger = wanted > longest,
            KeepAliveSeconds = connect.KeepAliveSeconds,
            CleanStart = connect.CleanStart,
            ExpirySeconds = Math.Min(wanted, longest),
            ReceiveMaximum = connect.Properties.TryGetNumber(MqttPropertyId.ReceiveMaximum, out uint window)
                ? (int)window : ushort.MaxValue,
            PacketBytesMax = connect.Properties.TryGetNumber(MqttPropertyId.MaximumPacketSize, out uint bytes)
                ? (int)Math.Min(bytes, int.MaxValue) : int.MaxValue,
            Will = WillOf(connect),
        };
        greeting.Refusal = Decide(connect, login, host);
        greeting.Login = login with { Password = default };
        return MqttError.None;
    }

    /// <summary>CONNACK for a CONNECT of another version.</summary>
    public static byte[] UnknownVersion()
    {
        var output = new ArrayBufferWriter<byte>();
        MqttWriter.ConnAck(output, MqttVersion.V311, sessionPresent: false, MqttReason.ToReturnCode(MqttReason.UnsupportedProtocolVersion));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>CONNACK for a device that may not.</summary>
    public byte[] Refuse(byte reason)
    {
        var output = new ArrayBufferWriter<byte>();
        MqttWriter.ConnAck(output, Version, sessionPresent: false, Version == MqttVersion.V5 ? reason : MqttReason.ToReturnCode(reason));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>CONNACK for a device that may, with our limits.</summary>
    public byte[] Accept(IMqttListenerHost host, bool sessionPresent)
    {
        MqttPropertyWriter limits = new MqttPropertyWriter()
            .Number(MqttPropertyId.ReceiveMaximum, (uint)host.Options.ReceiveMaximum)
            .Number(MqttPropertyId.MaximumPacketSize, (uint)host.PacketBytesMax)
            .Number(MqttPropertyId.TopicAliasMaximum, TopicAliasMaximum)
            .Number(MqttPropertyId.SubscriptionIdentifierAvailable, 0)
            .Number(MqttPropertyId.SharedSubscriptionAvailable, 0);
        if (_asksForLonger)
        {
            limits.Number(MqttPropertyId.SessionExpiry, ExpirySeconds);
        }

        if (!_isNamed)
        {
            limits.Block(MqttPropertyId.AssignedClientId, Encoding.UTF8.GetBytes(Login.ClientId));
        }

        var output = new ArrayBufferWriter<byte>();
        MqttWriter.ConnAck(output, Version, sessionPresent, MqttReason.Success, limits.Properties);
        return output.WrittenSpan.ToArray();
    }

    private static MqttWill? WillOf(in MqttConnect connect)
    {
        if (!connect.HasWill)
        {
            return null;
        }

        uint delay = connect.WillProperties.TryGetNumber(MqttPropertyId.WillDelay, out uint seconds) ? seconds : 0;
        return new MqttWill(connect.WillTopic.ToArray(), connect.WillPayload.ToArray(), connect.WillProperties.Bytes.ToArray(),
            connect.WillQos, connect.WillRetain, delay);
    }

    private static byte Decide(in MqttConnect connect, MqttLogin login, IMqttListenerHost host)
    {
        if (connect.ClientId.IsEmpty && connect.Version == MqttVersion.V311 && !connect.CleanStart)
        {
            return MqttReason.ClientIdNotValid; // MQTT-3.1.3-8
        }

        if (connect.Properties.TryGet(MqttPropertyId.AuthenticationMethod, out _))
        {
            return MqttReason.BadAuthenticationMethod;
        }

        if (host.Options.Authenticate is not { } authenticate)
        {
            return MqttReason.Success;
        }

        try
        {
            return authenticate(login) ? MqttReason.Success : MqttReason.BadUserNameOrPassword;
        }
        catch (Exception failure)
        {
            host.Report($"MqttListenerOptions.Authenticate threw for {login}, which is refused.", failure);
            return MqttReason.ServerUnavailable;
        }
    }
}
