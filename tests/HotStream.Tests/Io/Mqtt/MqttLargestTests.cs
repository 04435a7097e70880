using System.Collections.Concurrent;
using HotStream.Mqtt;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>The largest message MQTT has, 256 MiB, is refused without harm by whoever does not want it.</summary>
public sealed class MqttLargestTests
{
    private const int LargestPayload = (256 * 1024 * 1024) - 1024; // and room for the header

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void From_a_broker_it_is_skipped_once_and_the_connection_stays(MqttVersion version)
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        using var broker = new Broker();
        var options = new MqttOptions { Version = version, ClientId = "subscriber" };
        using (var subscriber =
            new MqttSubscriber(broker.Address, options, [new MqttTopic("a")], with: engine => engine.DeadLetters = letters.Enqueue))
        {
            broker.Publish("a", "before");
            Assert.Equal((0, ""), PublishLargest(broker.Port, "-q", "1"));
            broker.Publish("a", "after");
            Assert.Equal(["a after 1", "a before 1"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
            Assert.Equal(1, subscriber.Subscriptions);
            subscriber.Engine.Context.Stop(graceful: true);
        }

        // A broker of MQTT 5 was told how much we take and keeps it back; one of 3.1.1 sends it.
        Assert.Equal(version == MqttVersion.V311 ? ["topic a"] : [], letters.Select(letter => letter.Position));
        Assert.All(letters, letter => Assert.InRange(letter.Length, LargestPayload, LargestPayload + 100));
        using var again =
            new MqttSubscriber(broker.Address, options, [new MqttTopic("a")], with: engine => engine.DeadLetters = letters.Enqueue);
        broker.Publish("a", "last");
        Assert.Equal(["a last 1"], again.WaitFor(1)); // it was acknowledged and does not come again
        Assert.Equal(version == MqttVersion.V311 ? 1 : 0, letters.Count);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public void From_a_device_it_is_refused_and_other_devices_do_not_notice(string version)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        var letters = new ConcurrentQueue<DeadLetter>();
        using var listening = new MqttListening(options => options.Acknowledge = MqttAcknowledge.Stored, letters: letters);
        using MqttPeer other = MqttPeer.Connect(listening.Port, MqttVersion.V5, "other");
        other.Publish("b", "before", qos: 1, id: 1);
        Assert.Equal((MqttPacketType.PubAck, 1), other.ReadAck());
        bool isTold = version == "5"; // how much we take, in CONNACK; mosquitto_pub then sends nothing, and says nothing
        Assert.Equal(isTold, PublishLargest(listening.Port, "-V", version, "-q", "0").Code == 0);
        other.Publish("b", "after", qos: 1, id: 2);
        Assert.Equal((MqttPacketType.PubAck, 2), other.ReadAck());
        Assert.Equal(["b after 1", "b before 1"], listening.WaitFor(2).Order(StringComparer.Ordinal));
        Assert.Equal(isTold ? 0 : 1, letters.Count);
    }

    private static (int Code, string Errors) PublishLargest(int port, params string[] more)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.OpenWrite(file))
            {
                stream.SetLength(LargestPayload);
            }

            return Mosquitto.Publish(port, "", ["-t", "a", "-f", file, .. more]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
