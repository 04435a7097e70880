using HotStream.Mqtt;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;
using MQTTnet;

namespace HotStream.Tests.Io.MqttNet;

/// <summary>A client of MQTTnet against mosquitto, and against a broker made by hand where every packet counts.</summary>
public sealed class MqttNetStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Messages_of_a_broker_come_in_their_order(int qos)
    {
        using var broker = new Broker();
        broker.Publish("plant/kept", "before", qos: 1, "-r");
        using var subscriber = new NetSubscriber(broker.Address);
        Assert.Equal(["plant/kept before 1 retained"], subscriber.WaitFor(1));
        string lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i}\n"));
        Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "plant/a topic that is long", "-q", $"{qos}", "-l"));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"plant/a topic that is long {i} {qos}"), subscriber.WaitFor(501).Skip(1));
        Assert.Equal(501, subscriber.Received);
    }

    [Fact]
    public void Over_a_web_socket_too()
    {
        int port = FreePort.Find();
        using var broker = new Broker($"listener {port} 127.0.0.1\nprotocol websockets");
        using var subscriber = new NetSubscriber(broker.Address,
            options => options.WithWebSocketServer(to => to.WithUri($"ws://127.0.0.1:{port}/mqtt")));
        Engine.WaitFor(() => subscriber.Client.IsConnected, "the client is connected");
        broker.Publish("a", "over a web socket", qos: 1, "-r"); // kept, if we subscribe later
        Assert.StartsWith("a over a web socket 1", Assert.Single(subscriber.WaitFor(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_acknowledged_when_its_batch_is_done_in_its_turn()
    {
        using var broker = new FakeBroker();
        using var subscriber = new NetSubscriber(broker.Address);
        using MqttPeer peer = broker.Welcome(MqttVersion.V5);
        peer.Publish("a", "first", qos: 1, id: 7);
        peer.Publish("a", "second", qos: 2, id: 3);
        peer.Publish("a", "third", qos: 1, id: 5);
        Engine.WaitFor(() => subscriber.Received == 3, "the client has three messages");
        Assert.True(peer.IsSilent());
        Assert.Equal(["a first 1", "a second 2", "a third 1"], subscriber.WaitFor(3));
        Assert.Equal((MqttPacketType.PubAck, 7), peer.ReadAck());
        Assert.Equal((MqttPacketType.PubRec, 3), peer.ReadAck());
        Assert.Equal((MqttPacketType.PubAck, 5), peer.ReadAck());
    }

    [Fact]
    public void A_message_sent_again_before_its_batch_was_done_is_there_once_and_acknowledged_on_the_connection_there_is()
    {
        using var broker = new FakeBroker();
        using var subscriber = new NetSubscriber(broker.Address);
        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            peer.Publish("a", "once", qos: 1, id: 7);
            Engine.WaitFor(() => subscriber.Received == 1, "the client has the message");
        }

        using MqttPeer next = broker.Welcome(MqttVersion.V5, sessionPresent: true);
        next.Publish("a", "once", qos: 1, id: 7, duplicate: true);
        next.Publish("a", "other", qos: 1, id: 8);
        Engine.WaitFor(() => subscriber.Received == 3, "the client has both");
        Assert.Equal(["a once 1", "a other 1"], subscriber.WaitFor(2));
        Assert.Equal((MqttPacketType.PubAck, 7), next.ReadAck());
        Assert.Equal((MqttPacketType.PubAck, 8), next.ReadAck());
        subscriber.Engine.Tick();
        Assert.Equal(2, subscriber.Messages.Count);
    }

    [Fact]
    public void An_identifier_of_a_session_that_is_gone_is_no_message_that_comes_again()
    {
        using var broker = new FakeBroker();
        using var subscriber = new NetSubscriber(broker.Address);
        using (MqttPeer peer = broker.Welcome(MqttVersion.V5))
        {
            peer.Publish("a", "of the old session", qos: 1, id: 7);
            Engine.WaitFor(() => subscriber.Received == 1, "the client has the message");
        }

        using MqttPeer next = broker.Welcome(MqttVersion.V5, sessionPresent: false);
        next.Publish("a", "of the new one", qos: 1, id: 7);
        Assert.Equal(["a of the new one 1", "a of the old session 1"], subscriber.WaitFor(2).Order());
        Assert.Equal((MqttPacketType.PubAck, 7), next.ReadAck());
        Assert.True(next.IsSilent());
    }

    [Fact]
    public void After_a_failed_batch_the_broker_sends_its_messages_again()
    {
        bool fails = false;
        using var broker = new Broker();
        var log = new LogCapture();
        using var subscriber = new NetSubscriber(broker.Address, fails: () => fails, log: log);
        broker.Publish("ready", "yes", qos: 1, "-r"); // kept, if we subscribe later
        subscriber.WaitFor(1);
        fails = true;
        broker.Publish("a", "x");
        subscriber.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("sends again", StringComparison.Ordinal)),
            "a reason is given");
        Assert.Contains("a x 1", subscriber.Messages);
        fails = false;
        subscriber.WaitUntil(() => subscriber.Messages.Count(message => message == "a x 1") >= 2, "the message came again");
        Assert.True(subscriber.SentAgain > 0);
    }

    [Fact]
    public void A_broker_that_was_killed_and_is_back_is_read_on()
    {
        using var broker = new Broker();
        using var subscriber = new NetSubscriber(broker.Address);
        Engine.WaitFor(() => subscriber.Client.IsConnected, "the client is connected");
        broker.Publish("a", "before", qos: 1, "-r");
        subscriber.WaitFor(1);
        broker.End(graceful: false);
        Engine.WaitFor(() => !subscriber.Client.IsConnected, "the client lost its connection");
        broker.Begin();
        Engine.WaitFor(() => subscriber.Client.IsConnected, "the client is connected again");
        broker.Publish("b", "after", qos: 1, "-r");
        subscriber.WaitUntil(() => subscriber.Messages.Any(message => message.StartsWith("b after 1", StringComparison.Ordinal)),
            "what was published later is there");
    }

    [Fact]
    public void What_comes_after_a_graceful_stop_waits_at_the_broker_and_what_came_before_is_acknowledged()
    {
        using var broker = new Broker();
        using (var subscriber = new NetSubscriber(broker.Address))
        {
            Engine.WaitFor(() => subscriber.Client.IsConnected, "the client is connected");
            broker.Publish("a", "before", qos: 1, "-r");
            Engine.WaitFor(() => subscriber.Engine.Context.ReceivedBytesHeld > 0, "the message is received");
            subscriber.Engine.Context.Stop(graceful: true);
            Assert.StartsWith("a before 1", Assert.Single(subscriber.Messages), StringComparison.Ordinal);
            Assert.False(subscriber.Client.IsConnected);
        }

        broker.Publish("a", "", qos: 1, "-r"); // nothing is kept any more
        broker.Publish("a", "after", qos: 1);
        using var second = new NetSubscriber(broker.Address);
        second.WaitUntil(() => second.Messages.Contains("a after 1"), "what came meanwhile arrived");
        Assert.DoesNotContain(second.Messages, message => message.Contains("before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_says_who_refuses_what()
    {
        using var broker = new Broker("allow_anonymous false");
        var log = new LogCapture();
        using var subscriber = new NetSubscriber(broker.Address, options => options.WithCredentials("anna", "secret"), log: log);
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Message.Contains("mqttnet net", StringComparison.Ordinal)
            && entry.Message.Contains("NotAuthorized", StringComparison.Ordinal)), "the refusal is logged");
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_filter_is_refused()
    {
        using var engine = new Engine();
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1").Build();
        Assert.Throws<ArgumentException>(() => engine.Context.MqttNetStream(client, options, [new MQTTnet.Packets.MqttTopicFilter()]));
    }
}
