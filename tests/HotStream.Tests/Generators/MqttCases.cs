using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Mqtt;

namespace HotStream.Tests.Generators;

/// <summary>Random packets of every type, written by the codec.</summary>
internal static class MqttCases
{
    private static readonly string[] s_texts =
        ["", "a", "plant/7/temperature", "größe/€/😀", "a-text-of-more-than-sixteen-bytes/with/levels"];
    private static readonly string[] s_topics =
        ["a", "plant/7/temperature", "größe/€/😀", "a-topic-of-more-than-sixteen-bytes/with/levels", "/", "$SYS/x"];
    private static readonly string[] s_filters = ["a", "#", "+", "a/#", "+/b/+", "$share/group/a/+", "größe/#"];

    public static Gen<MqttVersion> Version { get; } = Gen.Elements(MqttVersion.V311, MqttVersion.V5);

    public static Gen<byte[]> Payload { get; } = Cases.Arrays(Cases.AnyByte, 0, 300);

    public static Gen<ushort> PacketId { get; } = Gen.Choose(1, 65535).Select(id => (ushort)id);

    public static Gen<byte[]> Text { get; } = Gen.Elements(s_texts).Select(Encoding.UTF8.GetBytes);

    public static Gen<byte[]> Topic { get; } = Gen.Elements(s_topics).Select(Encoding.UTF8.GetBytes);

    public static Gen<(byte[] Filter, byte Options)[]> Filters { get; } = Cases.Arrays(
        from filter in Gen.Elements(s_filters) from qos in Gen.Choose(0, 2) select (Encoding.UTF8.GetBytes(filter), (byte)qos), 1, 4);

    /// <summary>Any packet of a version, as bytes.</summary>
    public static Gen<byte[]> Packet(MqttVersion version) =>
        Gen.OneOf(Connect(version), ConnAck(version), Publish(version), Ack(version), Subscribe(version), SubAck(version), Ping);

    /// <summary>A packet that means the same in both versions: its bytes in either.</summary>
    public static Gen<Func<MqttVersion, byte[]>> Common { get; } = Gen.OneOf(
        from topic in Topic
        from payload in Payload
        from qos in Gen.Choose(0, 2)
        from id in PacketId
        from retain in Gen.Elements(true, false)
        select (Func<MqttVersion, byte[]>)(version =>
            Write(o => MqttWriter.Publish(o, version, topic, payload, qos, qos == 0 ? (ushort)0 : id, retain))),
        from type in Gen.Elements(MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel, MqttPacketType.PubComp)
        from id in PacketId
        select (Func<MqttVersion, byte[]>)(version => Write(o => MqttWriter.Ack(o, type, version, id))),
        from type in Gen.Elements(MqttPacketType.Subscribe, MqttPacketType.Unsubscribe)
        from id in PacketId
        from filters in Filters
        select (Func<MqttVersion, byte[]>)(version => Write(o => MqttWriter.Subscribe(o, type, version, id, filters))),
        from id in PacketId
        from codes in Cases.Arrays(Gen.Elements<byte>(0, 1, 2, 0x80), 1, 4)
        select (Func<MqttVersion, byte[]>)(version => Write(o => MqttWriter.SubAck(o, MqttPacketType.SubAck, version, id, codes))));

    public static byte[] Write(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static Gen<byte[]> Ping { get; } =
        from type in Gen.Elements(MqttPacketType.PingReq, MqttPacketType.PingResp) select Write(o => MqttWriter.Ping(o, type));

    private static Gen<byte[]> Connect(MqttVersion version) =>
        from clean in Gen.Elements(true, false)
        from keepAlive in Gen.Choose(0, 65535)
        from client in Text
        from will in Gen.Elements(true, false)
        from topic in Topic
        from payload in Payload
        from qos in Gen.Choose(0, 2)
        from user in Gen.Elements(true, false)
        from password in Gen.Elements(true, false)
        from name in Text
        from number in Gen.Choose(1, 1000)
        select Write(o => MqttWriter.Connect(o, new MqttConnect
        {
            Version = version,
            CleanStart = clean,
            KeepAliveSeconds = (ushort)keepAlive,
            ClientId = client,
            Properties = new MqttPropertyWriter().Number(MqttPropertyId.ReceiveMaximum, (uint)number).User("k", "v").Properties,
            HasWill = will,
            WillTopic = topic,
            WillPayload = payload,
            WillQos = (byte)qos,
            WillProperties = new MqttPropertyWriter().Number(MqttPropertyId.WillDelay, (uint)number).Properties,
            HasUserName = user,
            UserName = name,
            HasPassword = password && (user || version == MqttVersion.V5),
            Password = payload,
        }));

    private static Gen<byte[]> ConnAck(MqttVersion version) =>
        from present in Gen.Elements(true, false)
        from code in version == MqttVersion.V5 ? Gen.Elements<byte>(0, 0x80, 0x86, 0x9F) : Gen.Choose(0, 5).Select(code => (byte)code)
        from number in Gen.Choose(1, 65535)
        select Write(o => MqttWriter.ConnAck(
            o, version, present && code == 0, code, new MqttPropertyWriter().Number(MqttPropertyId.TopicAliasMaximum, (uint)number)
            .Block(MqttPropertyId.ReasonString, "why"u8).Properties));

    private static Gen<byte[]> Publish(MqttVersion version) =>
        from topic in Topic
        from payload in Payload
        from qos in Gen.Choose(0, 2)
        from id in PacketId
        from retain in Gen.Elements(true, false)
        from duplicate in Gen.Elements(true, false)
        from alias in Gen.Choose(1, 65535)
        from contentType in Text
        select Write(o => MqttWriter.Publish(
            o, version, topic, payload, qos, qos == 0 ? (ushort)0 : id, retain, duplicate && qos > 0,
            new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, (uint)alias).Block(MqttPropertyId.ContentType, contentType)
            .User("a", "b").User("a", "c").Properties));

    private static Gen<byte[]> Ack(MqttVersion version) =>
        from type in Gen.Elements(MqttPacketType.PubAck, MqttPacketType.PubRec, MqttPacketType.PubRel, MqttPacketType.PubComp,
            MqttPacketType.Disconnect)
        from id in PacketId
        from failed in Gen.Elements(true, false)
        from why in Text
        select Write(o => MqttWriter.Ack(
            o, type, version, id, failed ? (type is MqttPacketType.PubRel or MqttPacketType.PubComp ? (byte)0x92 : (byte)0x97) : (byte)0,
            new MqttPropertyWriter().Block(MqttPropertyId.ReasonString, why).Properties));

    private static Gen<byte[]> Subscribe(MqttVersion version) =>
        from type in Gen.Elements(MqttPacketType.Subscribe, MqttPacketType.Unsubscribe)
        from id in PacketId
        from filters in Filters
        select Write(o => MqttWriter.Subscribe(o, type, version, id, filters, new MqttPropertyWriter().User("a", "b").Properties));

    private static Gen<byte[]> SubAck(MqttVersion version) =>
        from type in Gen.Elements(MqttPacketType.SubAck, MqttPacketType.UnsubAck)
        from id in PacketId
        from codes in Cases.Arrays(type == MqttPacketType.SubAck ? Gen.Elements<byte>(0, 1, 2, 0x80)
            : Gen.Elements<byte>(0, 0x11, 0x87), 1, 4)
        select Write(o => MqttWriter.SubAck(o, type, version, id, codes,
            new MqttPropertyWriter().Block(MqttPropertyId.ReasonString, "r"u8).Properties));
}
