using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>The table from a broker's reason to what becomes of the message.</summary>
public sealed class MqttRefusalsTests
{
    [Theory]
    [InlineData(MqttReason.Unspecified, false, "")]
    [InlineData(MqttReason.NotSupported, false, "")]
    [InlineData(MqttReason.NotAuthorized, false, "let this user publish there")]
    [InlineData(MqttReason.SessionTakenOver, false, "another client connects with the same ClientId")]
    [InlineData(MqttReason.TopicNameInvalid, true, "")]
    [InlineData(0x91, false, "")] // packet identifier in use
    [InlineData(MqttReason.PacketTooLarge, true, "")]
    [InlineData(MqttReason.QuotaExceeded, false, "give the broker more room")]
    [InlineData(MqttReason.PayloadFormatInvalid, true, "")]
    [InlineData(0xEE, false, "")]
    public void A_refusal_is_of_the_message_or_of_the_broker(byte reason, bool isOfTheMessage, string advice)
    {
        Assert.Equal(isOfTheMessage, MqttRefusals.IsOfTheMessage(reason));
        Assert.Contains(advice, MqttRefusals.Advice(reason), StringComparison.Ordinal);
        Assert.Equal(advice.Length == 0, MqttRefusals.Advice(reason).Length == 0);
    }
}
