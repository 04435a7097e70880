using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Fuzz.Targets;
using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

public sealed class MqttCodecTests
{
    [Property(MaxTest = 2000)]
    public Property What_is_written_reads_back_as_the_same_packet() => Cases.ForAll(
        from version in MqttCases.Version
        from packet in MqttCases.Packet(version)
        select (version, packet),
        one =>
        {
            Assert.Equal(MqttError.None, MqttRewrite.Run(one.packet, one.version, one.version, out byte[] again));
            Assert.Equal(one.packet, again);
        });

    [Property(MaxTest = 1000)]
    public Property A_part_of_a_packet_is_incomplete_and_what_follows_it_is_left_alone() => Cases.ForAll(
        from version in MqttCases.Version
        from packet in MqttCases.Packet(version)
        from next in Cases.Arrays(Cases.AnyByte, 1, 8)
        from cut in Gen.Choose(0, packet.Length - 1)
        select (version, packet, next, cut),
        one =>
        {
            Assert.Equal(MqttError.Incomplete, MqttRewrite.Run(one.packet.AsSpan(0, one.cut), one.version, one.version, out _));
            Assert.Equal(MqttError.None, MqttRewrite.Run([.. one.packet, .. one.next], one.version, one.version, out byte[] again));
            Assert.Equal(one.packet, again);
        });

    [Property(MaxTest = 1000)]
    public Property Both_versions_agree_where_they_overlap() => Cases.ForAll(
        MqttCases.Common,
        packet =>
        {
            byte[] older = packet(MqttVersion.V311);
            byte[] newer = packet(MqttVersion.V5);
            Assert.Equal(MqttError.None, MqttRewrite.Run(older, MqttVersion.V311, MqttVersion.V5, out byte[] translated));
            Assert.Equal(newer, translated);
            if (newer[0] >> 4 != (int)MqttPacketType.UnsubAck)
            {
                Assert.Equal(MqttError.None, MqttRewrite.Run(newer, MqttVersion.V5, MqttVersion.V311, out byte[] back));
                Assert.Equal(older, back);
            }
        });

    [Property(MaxTest = 3000)]
    public Property A_broken_packet_gives_an_error_and_never_an_exception() => Cases.ForAll(
        from version in MqttCases.Version
        from packet in MqttCases.Packet(version)
        from place in Gen.Choose(0, packet.Length - 1)
        from value in Cases.AnyByte
        select (version, packet, place, value),
        one =>
        {
            byte[] broken = [.. one.packet];
            broken[one.place] = one.value;
            MqttRewrite.Run(broken, one.version, one.version, out _);
        });

    [Fact]
    public void A_publish_is_read_in_place()
    {
        byte[] packet = MqttCases.Write(o => MqttWriter.Publish(
            o, MqttVersion.V5, "plant/7"u8, "21.5"u8, qos: 2, packetId: 0x1234, retain: true, duplicate: true,
            new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, 3).User("unit", "C").Properties));
        Assert.Equal(MqttError.None, MqttFrame.TryRead(packet, 1000, out MqttFrame frame));
        Assert.Equal(MqttError.None, MqttPublish.TryRead(packet, frame, MqttVersion.V5, out MqttPublish publish));
        Assert.Equal("plant/7", Text(packet, publish.TopicStart, publish.TopicLength));
        Assert.Equal("21.5", Text(packet, publish.PayloadStart, publish.PayloadLength));
        Assert.Equal((2, 0x1234, 3, true, true), (publish.Qos, publish.PacketId, publish.TopicAlias, publish.Retain, publish.Duplicate));
        var properties = new MqttProperties(packet.AsSpan(publish.PropertiesStart, publish.PropertiesLength));
        Assert.True(properties.TryGet(MqttPropertyId.UserProperty, out MqttProperty user));
        Assert.Equal("unit", Encoding.UTF8.GetString(user.Bytes));
        Assert.Equal("C", Encoding.UTF8.GetString(user.Second));
    }

    [Theory]
    [InlineData("30FFFFFFFF01", "MalformedLength")]
    [InlineData("30FFFFFF7F", "PacketTooLarge")]
    [InlineData("0000", "UnknownType")]
    [InlineData("4100", "BadFlags")]
    [InlineData("6000", "BadFlags")]
    [InlineData("3000", "Truncated")]
    [InlineData("30020005", "Truncated")]
    [InlineData("30020000", "EmptyTopic")]
    [InlineData("3003000100", "NullCharacter")]
    [InlineData("30030001FF", "BadUtf8")]
    [InlineData("3005" + "0003" + "EDA080", "BadUtf8")] // half of a surrogate pair
    [InlineData("3003" + "0001" + "23", "WildcardInTopic")]
    [InlineData("3605" + "0001" + "61" + "0001", "BadQos")]
    [InlineData("3803" + "0001" + "61", "DuplicateWithoutQos")]
    [InlineData("3205" + "0001" + "61" + "0000", "ZeroPacketId")]
    [InlineData("3203" + "0001" + "61", "Truncated")]
    [InlineData("40020000", "ZeroPacketId")]
    [InlineData("400100", "Truncated")]
    [InlineData("4003000100", "TrailingBytes")]
    [InlineData("F000", "UnknownType")]
    [InlineData("C00100", "TrailingBytes")]
    [InlineData("8202" + "0001", "NoFilter")]
    [InlineData("8205" + "0001" + "0000" + "00", "BadFilter")]
    [InlineData("8208" + "0001" + "0003" + "612F2B" + "03", "BadSubscriptionOptions")]
    [InlineData("8208" + "0001" + "0003" + "612B2F" + "01", "BadFilter")]
    [InlineData("8208" + "0001" + "0003" + "232F61" + "01", "BadFilter")]
    [InlineData("20020200", "BadConnAckFlags")]
    [InlineData("20020006", "BadReason")]
    [InlineData("9003" + "0001" + "03", "BadReason")]
    [InlineData("100C" + "0004" + "4D515454" + "03" + "02" + "003C" + "0000", "BadProtocolVersion")]
    [InlineData("100C" + "0004" + "4D515458" + "04" + "02" + "003C" + "0000", "BadProtocolName")]
    [InlineData("100C" + "0004" + "4D515454" + "04" + "03" + "003C" + "0000", "BadConnectFlags")]
    [InlineData("100C" + "0004" + "4D515454" + "04" + "42" + "003C" + "0000", "BadConnectFlags")]
    [InlineData("100C" + "0004" + "4D515454" + "04" + "22" + "003C" + "0000", "BadConnectFlags")]
    [InlineData("100C" + "0004" + "4D515454" + "04" + "82" + "003C" + "0000", "Truncated")]
    public void Every_defect_of_311_has_its_name(string hex, string error) => Assert.Equal(error, Read(hex, MqttVersion.V311).ToString());

    [Theory]
    [InlineData("3006" + "0001" + "61" + "02" + "0101", "None")]
    [InlineData("3006" + "0001" + "61" + "02" + "0102", "BadPropertyValue")]
    [InlineData("3006" + "0001" + "61" + "02" + "7F00", "UnknownProperty")]
    [InlineData("3006" + "0001" + "61" + "03" + "0101", "PropertiesTooLong")]
    [InlineData("3007" + "0001" + "61" + "03" + "230001", "None")]
    [InlineData("3007" + "0001" + "61" + "03" + "230000", "UnknownTopicAlias")]
    [InlineData("3006" + "0000" + "03" + "230001", "None")]
    [InlineData("3008" + "0001" + "61" + "04" + "01010101", "RepeatedProperty")]
    [InlineData("3007" + "0001" + "61" + "03" + "210001", "MisplacedProperty")]
    [InlineData("3003" + "0001" + "61", "Truncated")] // the length of the properties is missing
    [InlineData("40030001FE", "BadReason")]
    [InlineData("4003000192", "None")]
    [InlineData("E00100", "None")]
    [InlineData("E0017F", "BadReason")]
    [InlineData("B003" + "0001" + "00", "NoFilter")]
    [InlineData("8209" + "0001" + "00" + "0003" + "612F2B" + "31", "BadSubscriptionOptions")]
    public void Every_defect_of_5_has_its_name(string hex, string error) => Assert.Equal(error, Read(hex, MqttVersion.V5).ToString());

    [Fact]
    public void Every_error_is_told_in_words()
    {
        foreach (MqttError error in Enum.GetValues<MqttError>())
        {
            Assert.True(error is MqttError.None or MqttError.Incomplete
                || MqttErrors.Describe(error) != error.ToString(), $"{error} has no words.");
        }

        Assert.Equal("not authorized (0x87)", MqttReason.Describe(MqttReason.NotAuthorized));
        Assert.Equal("wildcard subscriptions not supported (0xA2)", MqttReason.Describe(0xA2));
        Assert.Equal("bad user name or password (return code 4)", MqttReason.DescribeConnect(4, MqttVersion.V311));
    }

    [Theory]
    [InlineData(127, 2)]
    [InlineData(128, 3)]
    [InlineData(16_383, 3)]
    [InlineData(16_384, 4)]
    [InlineData(2_097_151, 4)]
    [InlineData(2_097_152, 5)]
    public void The_length_has_as_many_bytes_as_it_needs(int bodyLength, int header)
    {
        byte[] packet = MqttCases.Write(o => MqttWriter.Publish(o, MqttVersion.V311, "a"u8, new byte[bodyLength - 3]));
        Assert.Equal(MqttError.None, MqttFrame.TryRead(packet, int.MaxValue, out MqttFrame frame));
        Assert.Equal((header, packet.Length), (frame.HeaderLength, frame.Length));
        Assert.Equal(MqttError.PacketTooLarge, MqttFrame.TryRead(packet, packet.Length - 1, out _));
        // known from the header alone
        Assert.Equal(MqttError.PacketTooLarge, MqttFrame.TryRead(packet.AsSpan(0, header), packet.Length - 1, out _));
    }

    private static MqttError Read(string hex, MqttVersion version) => MqttRewrite.Run(Convert.FromHexString(hex), version, version, out _);

    private static string Text(byte[] packet, int start, int length) => Encoding.UTF8.GetString(packet, start, length);
}
