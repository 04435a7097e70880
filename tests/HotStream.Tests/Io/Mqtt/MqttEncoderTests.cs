using System.Text;
using System.Text.Json.Serialization;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Publishing takes the encoders that all sinks take.</summary>
public sealed partial class MqttEncoderTests
{
    internal sealed record Reading(string Machine, double Celsius);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_are_published_as_an_encoder_writes_them_and_the_one_it_cannot_write_is_a_dead_letter_that_can_be_read(
        bool hasTopics)
    {
        var letters = new System.Collections.Concurrent.ConcurrentQueue<DeadLetter>();
        using var broker = new FakeBroker();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Enqueue);
        DStream<Reading> readings = engine.Queue<Reading>([new Reading("a", 1.5), new Reading("bad", double.NaN), new Reading("b", 2)]);
        RecordEncoder<Reading> json = RecordEncoders.Json(PublishedJson.Default.Reading);
        if (hasTopics)
        {
            readings.PublishToMqtt(broker.Address,
                RecordEncoders.Bytes<Reading>((reading, topic) => Encoding.UTF8.GetBytes("plant/" + reading.Machine, topic)), json);
        }
        else
        {
            readings.PublishToMqtt(broker.Address, "plant", json);
        }

        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        (string first, ushort one) = peer.ReadPublish();
        (string second, ushort two) = peer.ReadPublish();
        peer.Ack(MqttPacketType.PubAck, one);
        peer.Ack(MqttPacketType.PubAck, two);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.StartsWith((hasTopics ? "plant/a" : "plant") + """ {"Machine":"a","Celsius":1.5}""", first, StringComparison.Ordinal);
        Assert.StartsWith((hasTopics ? "plant/b" : "plant") + """ {"Machine":"b","Celsius":2}""", second, StringComparison.Ordinal);
        Assert.Equal("""{"Machine":"bad","Celsius":"NaN"}""", Encoding.UTF8.GetString(Assert.Single(letters).Record.Span));
    }

    [JsonSerializable(typeof(Reading))]
    private sealed partial class PublishedJson : JsonSerializerContext;
}
