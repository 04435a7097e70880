using System.Buffers;
using System.Net;
using System.Text;

namespace HotStream.Io;

/// <summary>What a device said of itself in CONNECT, and the answer to it.</summary>
internal sealed class MqttGreeting
{
    /// <summary>Topic aliases a device may use.</summary>
    public const int TopicAliasMaximum = 64;

    private MqttGreeting(MqttVersion version, string clientId, int keepAliveSeconds)
    {
        Version = version;
        ClientId = clientId;
        KeepAliveSeconds = keepAliveSeconds;
    }

    public MqttVersion Version { get; }

    public string ClientId { get; }

    public int KeepAliveSeconds { get; }

    public MqttWill? Will { get; private init; }

    /// <summary>Why the device may not connect; null when it may.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Reads a CONNECT, asks whether the device may, and writes the CONNACK.</summary>
    public static MqttError TryRead(ReadOnlySpan<byte> body, IMqttListenerHost host, EndPoint? address, out MqttGreeting? greeting, out byte[] answer)
    {
        greeting = null;
        answer = [];
        var output = new ArrayBufferWriter<byte>();
        MqttError error = MqttConnect.TryRead(body, out MqttConnect connect);
        if (error != MqttError.None)
        {
            if (error == MqttError.BadProtocolVersion)
            {
                MqttWriter.ConnAck(output, MqttVersion.V311, sessionPresent: false, MqttReason.ToReturnCode(MqttReason.UnsupportedProtocolVersion));
                answer = output.WrittenSpan.ToArray();
            }

            return error;
        }

        bool isNamed = !connect.ClientId.IsEmpty;
        string clientId = isNamed ? Encoding.UTF8.GetString(connect.ClientId) : $"device-{Guid.NewGuid():N}";
        byte reason = Decide(connect, clientId, host, address);
        greeting = new MqttGreeting(connect.Version, clientId, connect.KeepAliveSeconds)
        {
            Will = connect.HasWill
                ? new MqttWill(connect.WillTopic.ToArray(), connect.WillPayload.ToArray(), connect.WillProperties.Bytes.ToArray(), connect.WillQos, connect.WillRetain)
                : null,
            Refusal = reason == MqttReason.Success ? null : MqttReason.Describe(reason),
        };
        byte code = connect.Version == MqttVersion.V5 ? reason : MqttReason.ToReturnCode(reason);
        MqttWriter.ConnAck(output, connect.Version, sessionPresent: false, code, reason == MqttReason.Success ? Limits(host.Options, isNamed ? null : clientId).Properties : default);
        answer = output.WrittenSpan.ToArray();
        return MqttError.None;
    }

    private static byte Decide(in MqttConnect connect, string clientId, IMqttListenerHost host, EndPoint? address)
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
            string? userName = connect.HasUserName ? Encoding.UTF8.GetString(connect.UserName) : null;
            return authenticate(new MqttLogin(clientId, userName, connect.Password.ToArray(), address)) ? MqttReason.Success : MqttReason.BadUserNameOrPassword;
        }
        catch (Exception failure)
        {
            host.Report($"MqttListenerOptions.Authenticate threw for {clientId} at {address}, which is refused.", failure);
            return MqttReason.ServerUnavailable;
        }
    }

    private static MqttPropertyWriter Limits(MqttListenerOptions options, string? assignedId)
    {
        MqttPropertyWriter limits = new MqttPropertyWriter()
            .Number(MqttPropertyId.SessionExpiry, 0)
            .Number(MqttPropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum)
            .Number(MqttPropertyId.MaximumPacketSize, (uint)options.PacketBytesMax)
            .Number(MqttPropertyId.TopicAliasMaximum, TopicAliasMaximum)
            .Number(MqttPropertyId.WildcardSubscriptionAvailable, 0)
            .Number(MqttPropertyId.SubscriptionIdentifierAvailable, 0)
            .Number(MqttPropertyId.SharedSubscriptionAvailable, 0);
        return assignedId is null ? limits : limits.Block(MqttPropertyId.AssignedClientId, Encoding.UTF8.GetBytes(assignedId));
    }
}
