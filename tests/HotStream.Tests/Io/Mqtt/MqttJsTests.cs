using HotStream.Tests.Connectors;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>mqtt.js publishes to us, straight and through mosquitto.</summary>
public sealed class MqttJsTests
{
    private const int Count = 300;

    public static TheoryData<MqttVersion, int> VersionsAndQos => MqttStreamTests.VersionsAndQos;

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public void A_listener_understands_it_and_acknowledges_every_message(MqttVersion version, int qos)
    {
        using var listening = new MqttListening();
        using NodePeer publisher = MqttJs.Publish($"mqtt://127.0.0.1:{listening.Port}", version, qos, "plant/7", Count);
        string[] messages = listening.WaitFor(Count);
        Streams.Engine.WaitFor(
            () =>
            {
                listening.Engine.Tick(); // acknowledgements come with batches
                return publisher.HasExited;
            },
            "mqtt.js was told that all is well");
        publisher.AssertEndsWell();
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"plant/7 {i} {qos}{(i == 0 ? " retained" : "")}").Order(StringComparer.Ordinal),
            messages.Order(StringComparer.Ordinal));
        Assert.Equal(version == MqttVersion.V5 ? Count : 0, listening.UserProperties.Count(unit => unit == "degrees Celsius"));
    }

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public void What_it_gives_to_a_broker_reaches_our_client(MqttVersion version, int qos)
    {
        using var broker = new Broker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions { Version = version, ClientId = "subscriber" },
            [new MqttTopic("plant/+", (MqttQos)qos)]);
        using NodePeer publisher = MqttJs.Publish(broker.Address, version, qos, "plant/7", Count);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"plant/7 {i} {qos}{(i == 0 && version == MqttVersion.V5 ? " retained" : "")}")
            .Order(StringComparer.Ordinal),
            subscriber.WaitFor(Count).Order(StringComparer.Ordinal));
        publisher.AssertEndsWell();
        subscriber.Engine.Tick();
        Assert.Equal(Count, subscriber.Messages.Count);
        Assert.Equal(version == MqttVersion.V5 ? Count : 0, subscriber.UserProperties.Count(unit => unit == "degrees Celsius"));
    }
}
