using System.Buffers;
using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>What is acknowledged on a session, in which order, and how long an identifier is known.</summary>
public sealed class MqttAcksTests
{
    [Fact]
    public void Acknowledgements_go_in_the_order_received_up_to_the_record_that_is_far_enough()
    {
        var acks = new MqttAcks(knowsQos1: true);
        acks.Add([new(7, 1, 1), new(5, 2, 2), new(6, 1, 2)]);
        acks.Add([new(8, 1, 3)]);
        Assert.Equal(4, acks.Waiting);
        Assert.Equal("", Take(acks, 0));
        Assert.Equal("40020007", Take(acks, 1));
        Assert.Equal("50020005 40020006", Take(acks, 2));
        Assert.Equal(1, acks.Waiting);
        Assert.Equal("40020008", Take(acks, 9));
        Assert.Equal(("", 0), (Take(acks, long.MaxValue), acks.Waiting));
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(2, true, true)]
    public void A_message_that_comes_again_is_known_and_acknowledged_again_in_its_turn(int qos, bool knowsQos1, bool isAgain)
    {
        var acks = new MqttAcks(knowsQos1);
        Assert.Equal(knowsQos1, acks.KnowsQos1);
        acks.Add([new(5, (byte)qos, 3)]);
        Assert.False(acks.IsAgain(6, (byte)qos));
        Assert.Equal(isAgain, acks.IsAgain(5, (byte)qos));
        Assert.Equal(isAgain ? 2 : 1, acks.Waiting);
        Assert.Equal("", Take(acks, 2));
        string once = qos == 1 ? "40020005" : "50020005";
        Assert.Equal(isAgain ? $"{once} {once}" : once, Take(acks, 3));
    }

    [Fact]
    public void An_identifier_of_QoS_1_is_free_when_its_PUBACK_is_sent_and_not_before()
    {
        var acks = new MqttAcks(knowsQos1: false) { KnowsQos1 = true };
        acks.Add([new(5, 1, 1)]);
        Assert.True(acks.IsAgain(5, 1));
        Take(acks, 1);
        Assert.False(acks.IsAgain(5, 1));
        Assert.False(acks.Release(5));
    }

    [Fact]
    public void An_identifier_of_QoS_2_is_known_until_its_PUBREL()
    {
        var acks = new MqttAcks(knowsQos1: false);
        acks.Add([new(5, 2, 1)]);
        Take(acks, 1);
        Assert.True(acks.IsAgain(5, 2));
        Assert.True(acks.Release(5));
        Assert.False(acks.IsAgain(5, 2));
        Assert.False(acks.Release(5));
    }

    [Theory]
    [InlineData(MqttVersion.V311, true, "50020005")]
    [InlineData(MqttVersion.V5, false, "5003000587")]
    public void A_refused_QoS_2_message_gets_no_PUBREL_in_MQTT_5_so_its_identifier_is_free_at_once(MqttVersion version,
        bool isKnown, string sent)
    {
        var acks = new MqttAcks(knowsQos1: false);
        acks.Add([new(5, 2, 1, MqttReason.NotAuthorized), new(6, 2, 1)]);
        Assert.StartsWith(sent, Take(acks, 1, version), StringComparison.Ordinal);
        Assert.Equal(isKnown, acks.IsAgain(5, 2));
        Assert.True(acks.IsAgain(6, 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_connection_of_the_session_waits_for_nothing_and_knows_what_it_knew(bool sessionPresent)
    {
        var acks = new MqttAcks(knowsQos1: true);
        acks.Add([new(5, 1, 1), new(6, 2, 2)]);
        acks.Reconnect(sessionPresent);
        Assert.Equal(("", 0), (Take(acks, 9), acks.Waiting));
        Assert.Equal(sessionPresent, acks.IsAgain(5, 1));
        Assert.Equal(sessionPresent, acks.IsAgain(6, 2));
        Assert.Equal(sessionPresent ? "40020005 50020006" : "", Take(acks, 2));
    }

    [Fact]
    public void What_a_failed_batch_lost_is_not_known_any_more_and_what_was_committed_is_acknowledged_at_once()
    {
        var acks = new MqttAcks(knowsQos1: true);
        acks.Add([new(5, 2, 1), new(6, 2, 2), new(7, 2, 3)]);
        acks.ForgetAfter(2);
        Assert.Equal(0, acks.Waiting);
        Assert.False(acks.IsAgain(7, 2));
        Assert.True(acks.IsAgain(5, 2));
        Assert.True(acks.IsAgain(6, 2));
        Assert.Equal("50020005 50020006", Take(acks, 0)); // numbers begin anew, these are before the first
    }

    /// <summary>The packets sent, in hexadecimal.</summary>
    private static string Take(MqttAcks acks, long upTo, MqttVersion version = MqttVersion.V311)
    {
        var output = new ArrayBufferWriter<byte>();
        acks.Take(upTo, version, output);
        var packets = new List<string>();
        for (ReadOnlySpan<byte> left = output.WrittenSpan; !left.IsEmpty; left = left[(2 + left[1])..])
        {
            packets.Add(Convert.ToHexString(left[..(2 + left[1])]));
        }

        return string.Join(' ', packets);
    }
}
