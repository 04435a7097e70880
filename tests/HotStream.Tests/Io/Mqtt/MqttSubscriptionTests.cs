using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Mqtt;
using HotStream.Tests.Connectors;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Devices subscribe at the listener: they get what the program, other devices and wills publish.</summary>
public sealed class MqttSubscriptionTests
{
    private readonly MqttDevices _devices = new();

    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_device_gets_the_commands_of_the_program_with_the_lower_QoS(MqttVersion version)
    {
        using MqttListening listening = Listen();
        using MqttPeer device = MqttPeer.Connect(listening.Port, version);
        Assert.Equal([1], device.Subscribe("commands/7/+", 2)); // QoS 2 is granted as 1
        Assert.Equal([0], device.Subscribe("news/#", 0));
        Assert.Equal(1, _devices.Publish("commands/7/speed", "fast"));
        Assert.Equal(1, _devices.Publish("news", "all"));
        Assert.Equal(1, _devices.Publish("commands/7/stop", "now", MqttQos.AtMostOnce));
        Assert.Equal(0, _devices.Publish("commands/8/stop", "not mine"));
        (string message, ushort id) = device.ReadPublish();
        Assert.Equal("commands/7/speed fast 1", message);
        Assert.NotEqual(0, id);
        device.Ack(MqttPacketType.PubAck, id);
        Assert.Equal("news all 0", device.ReadPublish().Message);
        Assert.Equal("commands/7/stop now 0", device.ReadPublish().Message);
        device.Send(o => MqttWriter.Subscribe(o, MqttPacketType.Unsubscribe, version, 6,
            [("news/#"u8.ToArray(), 0), ("never"u8.ToArray(), 0)]));
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal(MqttPacketType.UnsubAck, type);
        Assert.Equal(version == MqttVersion.V5 ? [0, 6, 0, 0, 0x11] : [0, 6], body);
        Assert.Equal(0, _devices.Publish("news", "all"));
    }

    [Fact]
    public void What_devices_publish_reaches_those_who_subscribed_and_the_stream()
    {
        using MqttListening listening = Listen();
        using MqttPeer reader = MqttPeer.Connect(listening.Port, MqttVersion.V5, "reader");
        using MqttPeer writer = MqttPeer.Connect(listening.Port, MqttVersion.V5, "writer");
        reader.Subscribe("a/#", 1);
        writer.Subscribe("#", 1 | 4); // not my own
        writer.Send(o => MqttWriter.Publish(
            o, MqttVersion.V5, "a/b"u8, "x"u8, properties: new MqttPropertyWriter().Number(MqttPropertyId.TopicAlias, 1)
            .User("unit", "C").Properties));
        Assert.Equal("a/b x 0", reader.ReadPublish().Message);
        Assert.Equal(["a/b x 0"], listening.WaitFor(1));
        Assert.True(writer.IsSilent());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Retained_messages_wait_for_subscribers_until_they_are_taken_back(MqttVersion version)
    {
        using MqttListening listening = Listen();
        using MqttPeer writer = MqttPeer.Connect(listening.Port, version, "writer");
        writer.Publish("state/1", "on", qos: 1, id: 1, retain: true);
        writer.Publish("state/2", "off", retain: true);
        listening.WaitFor(2);
        _devices.Publish("state/3", "idle", retain: true);
        using (MqttPeer reader = MqttPeer.Connect(listening.Port, version, "reader"))
        {
            reader.Subscribe("state/+", 1);
            string[] messages = [.. Enumerable.Range(0, 3).Select(_ => reader.ReadPublish().Message).Order(StringComparer.Ordinal)];
            Assert.Equal(["state/1 on 1 retained", "state/2 off 0 retained", "state/3 idle 1 retained"], messages);
            _devices.Publish("state/3", "busy"); // to those who are there it is news
            Assert.Equal("state/3 busy 1", reader.ReadPublish().Message);
        }

        _devices.Publish("state/1", "", retain: true);
        _devices.Publish("state/2", "", retain: true);
        using MqttPeer late = MqttPeer.Connect(listening.Port, version, "late");
        late.Subscribe("state/#", 0);
        Assert.Equal("state/3 idle 0 retained", late.ReadPublish().Message);
        Assert.True(late.IsSilent());
    }

    [Fact]
    public void Retained_messages_are_sent_as_MQTT_5_asks()
    {
        using MqttListening listening = Listen();
        _devices.Publish("a", "kept", retain: true);
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        device.Subscribe("a", 0x20); // never
        device.Subscribe("a", 0x10); // when new, which it is not
        Assert.True(device.IsSilent());
        device.Subscribe("+", 0x10 | 8); // new, and keeps the flag
        Assert.Equal("a kept 0 retained", device.ReadPublish().Message);
        _devices.Publish("a", "again", MqttQos.AtMostOnce, retain: true);
        Assert.StartsWith("a again 0", device.ReadPublish().Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_device_that_was_away_gets_what_it_has_not_acknowledged_and_what_came_meanwhile_in_order(MqttVersion version)
    {
        using MqttListening listening = Listen();
        (MqttPeer device, bool isPresent, _) = MqttPeer.Greet(listening.Port, version);
        Assert.False(isPresent);
        device.Subscribe("c", 1);
        _devices.Publish("c", "1");
        Assert.Equal("c 1 1", device.ReadPublish().Message); // not acknowledged
        device.Leave();
        device.Dispose();
        Assert.Equal(1, _devices.Publish("c", "2"));
        Assert.Equal(0, _devices.Publish("c", "of no weight", MqttQos.AtMostOnce));
        Assert.Equal(1, _devices.Publish("c", "3"));
        (device, isPresent, _) = MqttPeer.Greet(listening.Port, version);
        Assert.True(isPresent);
        (string first, ushort id) = device.ReadPublish();
        Assert.Equal("c 1 1 again", first);
        device.Ack(MqttPacketType.PubAck, id);
        foreach (string expected in (string[])["c 2 1", "c 3 1"])
        {
            (string message, id) = device.ReadPublish();
            Assert.Equal(expected, message);
            device.Ack(MqttPacketType.PubAck, id);
        }

        device.Leave();
        device.Dispose();
        (device, isPresent, _) = MqttPeer.Greet(listening.Port, version);
        Assert.True(isPresent);
        Assert.True(device.IsSilent());
        device.Dispose();
    }

    [Fact]
    public void When_too_much_waits_the_oldest_gives_way_and_the_log_says_so()
    {
        using var log = new LogCapture();
        using MqttListening listening = Listen(options => options.QueuedMessagesMax = 3, log);
        (MqttPeer device, _, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5);
        device.Subscribe("c", 1);
        device.Leave();
        device.Dispose();
        for (int i = 0; i < 10; i++)
        {
            _devices.Publish("c", $"{i}");
        }

        (device, _, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5);
        Assert.Equal(["c 7 1", "c 8 1", "c 9 1"], Enumerable.Range(0, 3).Select(_ => device.ReadPublish().Message));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("QueuedMessagesMax", StringComparison.Ordinal));
        device.Dispose();
    }

    [Fact]
    public void Bytes_that_wait_are_bounded_for_all_devices_together()
    {
        using MqttListening listening = Listen(options => options.QueuedBytesMax = 10_000);
        foreach (string name in (string[])["one", "two", "three"])
        {
            (MqttPeer device, _, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5, name);
            device.Subscribe("c", 1);
            device.Leave();
            device.Dispose();
        }

        for (int i = 0; i < 20; i++)
        {
            _devices.Publish("c", new byte[1000]);
        }

        int waiting = 0;
        foreach (string name in (string[])["one", "two", "three"])
        {
            (MqttPeer device, _, _) = MqttPeer.Greet(listening.Port, MqttVersion.V5, name);
            for (; !device.IsSilent(); waiting++)
            {
                (_, ushort id) = device.ReadPublish();
                device.Ack(MqttPacketType.PubAck, id);
            }

            device.Dispose();
        }

        Assert.InRange(waiting, 1, 9);
    }

    [Fact]
    public void A_will_reaches_those_who_subscribed_at_once_or_after_its_delay_unless_the_device_is_back()
    {
        using MqttListening listening = Listen();
        using MqttPeer reader = MqttPeer.Connect(listening.Port, MqttVersion.V5, "reader");
        reader.Subscribe("will/#", 1);
        MqttPeer.Greet(listening.Port, MqttVersion.V5, "now", will: "will/now").Peer.Dispose();
        Assert.Equal("will/now gone 1", reader.ReadPublish().Message);
        MqttPeer.Greet(listening.Port, MqttVersion.V5, "back", will: "will/back", willDelay: 1000).Peer.Dispose();
        using MqttPeer back = MqttPeer.Greet(listening.Port, MqttVersion.V5, "back").Peer;
        MqttPeer.Greet(listening.Port, MqttVersion.V5, "late", will: "will/late", willDelay: 1).Peer.Dispose();
        Assert.Equal("will/late gone 1", reader.ReadPublish().Message);
        Assert.Equal(["will/late gone 1", "will/now gone 1"], listening.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Shared_subscriptions_and_identifiers_are_refused_as_announced()
    {
        using MqttListening listening = Listen();
        using MqttPeer device = MqttPeer.Connect(listening.Port, MqttVersion.V5);
        Assert.Equal([MqttReason.SharedSubscriptionsNotSupported], device.Subscribe("$share/g/a", 0));
        device.Send(o => MqttWriter.Subscribe(
            o, MqttPacketType.Subscribe, MqttVersion.V5, 2, [("a"u8.ToArray(), 0)],
            new MqttPropertyWriter().Number(MqttPropertyId.SubscriptionIdentifier, 1).Properties));
        (MqttPacketType type, byte[] body) = device.Read();
        Assert.Equal((MqttPacketType.Disconnect, MqttReason.SubscriptionIdentifiersNotSupported), (type, body[0]));
    }

    [Fact]
    public void A_topic_that_cannot_be_and_a_way_that_leads_nowhere_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => _devices.Publish("a", "b"));
        using MqttListening listening = Listen();
        Assert.Throws<ArgumentException>(() => _devices.Publish("", "b"));
        Assert.Throws<ArgumentException>(() => _devices.Publish("a/+", "b"));
        Assert.Throws<ArgumentException>(() => _devices.Publish("a\0", "b"));
        Assert.Throws<ArgumentException>(() => _devices.Publish(new string('a', 70_000), "b"));
        using var engine = new Engine();
        Assert.Throws<InvalidOperationException>(() => engine.Context.MqttListener(0, new MqttListenerOptions { Devices = _devices }));
    }

    [Theory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task The_subscriber_and_the_publisher_of_mosquitto_talk_through_us(string version)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using MqttListening listening = Listen(options => options.Acknowledge = MqttAcknowledge.Stored);
        _devices.Publish("plant/kept", "before", retain: true);
        Task<(int Code, string Output)> subscribing = Task.Run(() =>
            Mosquitto.Subscribe(listening.Port, "-V", version, "-q", "1", "-t", "plant/#", "-C", "301", "-v", "-i", "subscriber"));
        Engine.WaitFor(() => _devices.Publish("plant/probe", "", MqttQos.AtMostOnce) == 1
            || subscribing.IsCompleted, "mosquitto_sub subscribed");
        string lines = string.Concat(Enumerable.Range(0, 301).Select(i => $"{i}\n"));
        Assert.Equal((0, ""), Mosquitto.Publish(listening.Port, lines, "-V", version, "-q", "1", "-t", "plant/7", "-l", "-i", "publisher"));
        (int code, string output) = await subscribing;
        Assert.Equal(0, code);
        string[] seen = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("plant/kept before", seen);
        string[] numbers = [.. seen.Where(line => line.StartsWith("plant/7 ", StringComparison.Ordinal))];
        Assert.True(numbers.Length >= 298);
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => $"plant/7 {i}"), numbers);
        Assert.Equal(301, listening.WaitFor(301).Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Mqtt_js_subscribes_at_us(MqttVersion version)
    {
        using MqttListening listening = Listen(options => options.Acknowledge = MqttAcknowledge.Stored);
        using NodePeer subscriber = MqttJs.Subscribe($"mqtt://127.0.0.1:{listening.Port}", version, 1, "plant/+", 300);
        using NodePeer publisher = MqttJs.Publish($"mqtt://127.0.0.1:{listening.Port}", version, 1, "plant/7", 300);
        publisher.AssertEndsWell();
        subscriber.AssertEndsWell();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"plant/7 {i} 1"), subscriber.Lines);
        Assert.Equal(300, listening.WaitFor(300).Length);
    }

    [Property]
    public Property The_tree_of_subscriptions_finds_what_the_definition_says()
    {
        string[] levels = ["a", "b", "", "$x", "größe"];
        Gen<string> topic = Cases.Arrays(Gen.Elements(levels), 1, 4).Select(parts => string.Join('/', parts));
        Gen<string> filter =
            from parts in Cases.Arrays(Gen.Elements([.. levels, "+", "+"]), 1, 4)
            from rest in Gen.Elements("", "/#", "!")
            select rest == "!" ? "#" : string.Join('/', parts) + rest;
        return Cases.ForAll(
            from filters in Cases.Arrays(filter.Where(f => f.Length > 0), 1, 12)
            from removed in Gen.Choose(0, 6)
            from topics in Cases.Arrays(topic.Where(t => t.Length > 0), 1, 8)
            select (filters, removed, topics),
            one =>
            {
                var options = new MqttListenerOptions();
                var office = new MqttPostOffice(options, _ => { });
                var root = new MqttTopicNode();
                var mailboxes = one.filters.Select(f => (Filter: Encoding.UTF8.GetBytes(f), Box: new MqttMailbox(office, f))).ToArray();
                foreach ((byte[] bytes, MqttMailbox box) in mailboxes)
                {
                    Assert.Equal(MqttError.None, MqttText.CheckFilter(bytes));
                    root.Set(bytes, box, 1);
                }

                foreach ((byte[] bytes, MqttMailbox box) in mailboxes.Take(one.removed))
                {
                    root.Set(bytes, box, options: null);
                }

                foreach (string name in one.topics)
                {
                    byte[] bytes = Encoding.UTF8.GetBytes(name);
                    var found = new List<global::HotStream.Mqtt.MqttSubscriber>();
                    root.Match(bytes, found);
                    Assert.Equal(
                        mailboxes.Skip(one.removed).Where(m => MqttText.Matches(m.Filter, bytes)).Select(m => m.Box.ClientId)
                        .Order(StringComparer.Ordinal),
                        found.Select(f => f.Mailbox.ClientId).Order(StringComparer.Ordinal));
                }

                foreach ((byte[] bytes, MqttMailbox box) in mailboxes)
                {
                    root.Set(bytes, box, options: null);
                }

                Assert.True(root.IsEmpty); // nothing is left of what is gone
            });
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("#", "a", true)]
    [InlineData("#", "$SYS/a", false)]
    [InlineData("+/a", "$SYS/a", false)]
    [InlineData("$SYS/#", "$SYS/a", true)]
    [InlineData("+", "/", false)]
    [InlineData("+/+", "/", true)]
    [InlineData("a", "a/b", false)]
    [InlineData("a/b", "a", false)]
    public void A_filter_fits_a_topic_as_the_standard_says(string filter, string topic, bool fits) =>
        Assert.Equal(fits, MqttText.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    private MqttListening Listen(Action<MqttListenerOptions>? with = null, LogCapture? log = null) => new(
        options =>
        {
            options.Devices = _devices;
            with?.Invoke(options);
        },
        log: log);
}
