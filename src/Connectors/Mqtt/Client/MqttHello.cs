using System.Buffers;
using System.Text;

namespace HotStream.Mqtt;

/// <summary>What a client says first: CONNECT, then SUBSCRIBE.</summary>
internal static class MqttHello
{
    public const ushort SubscribeId = 1;

    /// <summary>Topic aliases the broker may use.</summary>
    public const int TopicAliasMaximum = 64;

    private const byte RetainedOnlyWhenNew = 0x10; // retained messages come when a subscription is new, not at every reconnect
    private const byte KeepRetainFlag = 0x08;

    /// <summary>Writes the CONNECT of a receiver.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="options">What the user wants.</param>
    /// <param name="clientId">The name, given or made up.</param>
    /// <param name="isFirst">Whether this is the first connection of the receiver.</param>
    public static void Connect(IBufferWriter<byte> output, MqttOptions options, string clientId, bool isFirst)
    {
        bool isKept = options.ClientId is not null;
        bool clean = !isKept || (options.CleanStart && (isFirst || options.Version == MqttVersion.V311));
        MqttPropertyWriter properties = new MqttPropertyWriter()
            .Number(MqttPropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum)
            .Number(MqttPropertyId.MaximumPacketSize, (uint)options.PacketBytesMax)
            .Number(MqttPropertyId.TopicAliasMaximum, TopicAliasMaximum)
            .Number(MqttPropertyId.SessionExpiry, isKept ? (uint)options.SessionExpiry.TotalSeconds : 0);
        Connect(output, options, clientId, clean, properties.Properties);
    }

    /// <summary>Writes a CONNECT.</summary>
    public static void Connect(IBufferWriter<byte> output, MqttConnectionOptions options, string clientId, bool clean,
        MqttProperties properties) =>
        MqttWriter.Connect(output, new MqttConnect
        {
            Version = options.Version,
            CleanStart = clean,
            KeepAliveSeconds = (ushort)options.KeepAlive.TotalSeconds,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            Properties = properties,
            HasWill = options.Will is not null,
            WillTopic = Encoding.UTF8.GetBytes(options.Will?.Topic ?? ""),
            WillPayload = options.Will is { } will ? will.Payload.Span : default,
            WillQos = (byte)(options.Will?.Qos ?? MqttQos.AtMostOnce),
            WillRetain = options.Will?.Retain ?? false,
            HasUserName = options.UserName is not null,
            UserName = Encoding.UTF8.GetBytes(options.UserName ?? ""),
            HasPassword = options.Password is not null,
            Password = Encoding.UTF8.GetBytes(options.Password ?? ""),
        });

    /// <summary>
    /// Writes the SUBSCRIBE. A resumed session has it already; saying it again is harmless, and right when the
    /// topics were changed meanwhile.
    /// </summary>
    public static void Subscribe(IBufferWriter<byte> output, MqttVersion version, IReadOnlyList<MqttTopic> topics)
    {
        var filters = new List<(byte[], byte)>();
        foreach (MqttTopic topic in topics)
        {
            int more = version == MqttVersion.V5
                ? KeepRetainFlag | (topic.Filter.StartsWith("$share/", StringComparison.Ordinal) ? 0 : RetainedOnlyWhenNew) : 0;
            filters.Add((Encoding.UTF8.GetBytes(topic.Filter), (byte)((int)topic.Qos | more)));
        }

        MqttWriter.Subscribe(output, MqttPacketType.Subscribe, version, SubscribeId, filters);
    }

    /// <exception cref="ArgumentException">A filter or the will is not allowed, or a user name is missing.</exception>
    public static void Check(MqttOptions options, IReadOnlyList<MqttTopic> topics)
    {
        if (topics.Count == 0)
        {
            throw new ArgumentException("There is nothing to subscribe to: name at least one topic.", nameof(topics));
        }

        foreach (MqttTopic topic in topics)
        {
            if (MqttSentText.FindFilterProblem(topic.Filter) is { } problem)
            {
                throw new ArgumentException($"'{PlainText.Of(topic.Filter)}' is no topic filter: {problem}.", nameof(topics));
            }
        }

        if (MqttSentText.FindCharacter(Encoding.UTF8.GetBytes(options.ClientId ?? "")) is { } bad)
        {
            throw new ArgumentException($"The client id cannot be sent: {bad}.", nameof(options));
        }

        Check(options);
    }

    /// <exception cref="ArgumentException">The will is not allowed, or a user name is missing.</exception>
    public static void Check(MqttConnectionOptions options)
    {
        if (options.Will is { } will && MqttSentText.FindProblem(Encoding.UTF8.GetBytes(will.Topic)) is { } problem)
        {
            throw new ArgumentException($"'{PlainText.Of(will.Topic)}' is no topic name, to which a will can be published: {problem}.",
                nameof(options));
        }

        if (MqttSentText.FindCharacter(Encoding.UTF8.GetBytes(options.UserName ?? "")) is { } bad)
        {
            throw new ArgumentException($"The user name cannot be sent: {bad}.", nameof(options));
        }

        if (options.Version == MqttVersion.V311 && options.Password is not null && options.UserName is null)
        {
            throw new ArgumentException("MQTT 3.1.1 has no password without a user name: set UserName too.", nameof(options));
        }
    }
}
