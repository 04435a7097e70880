using System.Buffers;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Publishing to a broker made by hand, which refuses, breaks off and counts.</summary>
public sealed class MqttPublishTests
{
    public static TheoryData<MqttVersion> Versions => [MqttVersion.V311, MqttVersion.V5];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_batch_is_done_when_its_last_message_is_acknowledged_in_whatever_order(MqttVersion version)
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address,
            new MqttPublishOptions { Version = version, Retain = true, ClientId = "me", UserName = "anna", Password = "secret" });
        publishing.Begin("a one", "b two", "a three");
        MqttPeer peer = broker.Accept(version, out byte[] body);
        Assert.Equal(MqttError.None, MqttConnect.TryRead(body, out MqttConnect connect));
        Assert.Equal("me-0 anna secret", $"{Encoding.UTF8.GetString(connect.ClientId)} {Encoding.UTF8.GetString(connect.UserName)} "
            + $"{Encoding.UTF8.GetString(connect.Password)}");
        Assert.True(connect.CleanStart);
        peer.Send(o => MqttWriter.ConnAck(o, version, false, 0));
        (string first, ushort one) = peer.ReadPublish();
        (string second, ushort two) = peer.ReadPublish();
        (string third, ushort three) = peer.ReadPublish();
        Assert.Equal(["a one 1 retained", "b two 1 retained", "a three 1 retained"], [first, second, third]);
        peer.Ack(MqttPacketType.PubAck, two);
        peer.Ack(MqttPacketType.PubAck, three);
        Assert.True(peer.IsSilent());
        Assert.False(publishing.IsDone);
        peer.Ack(MqttPacketType.PubAck, one);
        publishing.AwaitEnd();
        publishing.Begin("a four");
        (string fourth, ushort four) = peer.ReadPublish(); // the same connection
        Assert.Equal("a four 1 retained", fourth);
        peer.Ack(MqttPacketType.PubAck, four);
        publishing.AwaitEnd();
        publishing.Engine.Context.Stop(graceful: true);
        Assert.Equal(MqttPacketType.Disconnect, peer.Read().Type);
        Assert.True(peer.IsClosedByTheOtherSide());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_was_not_acknowledged_is_sent_again_on_the_next_connection_in_its_order(MqttVersion version)
    {
        using var log = new LogCapture();
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { Version = version }, log: log);
        publishing.Begin("a 1", "a 2", "a 3", "a 4");
        using (MqttPeer peer = broker.WelcomePublisher(version))
        {
            ushort[] ids = [.. Enumerable.Range(0, 4).Select(_ => peer.ReadPublish().Id)];
            peer.Ack(MqttPacketType.PubAck, ids[0]);
            peer.Ack(MqttPacketType.PubAck, ids[2]);
            Assert.True(peer.IsSilent());
        }

        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 4001), "the break was noticed");
        publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(100));
        using MqttPeer again = broker.WelcomePublisher(version);
        (string second, ushort two) = again.ReadPublish();
        (string fourth, ushort four) = again.ReadPublish();
        Assert.Equal(["a 2 1 again", "a 4 1 again"], [second, fourth]);
        again.Ack(MqttPacketType.PubAck, two);
        again.Ack(MqttPacketType.PubAck, four);
        publishing.AwaitEnd();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void QoS_0_is_sent_once_and_a_batch_is_done_when_it_is_handed_over(MqttVersion version)
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { Version = version, Qos = MqttQos.AtMostOnce });
        publishing.Begin([.. Enumerable.Range(0, 2000).Select(i => $"a {i}")]);
        using MqttPeer peer = broker.WelcomePublisher(version);
        publishing.AwaitEnd();
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => ($"a {i} 0", (ushort)0)), Enumerable.Range(0, 2000)
            .Select(_ => peer.ReadPublish()));
    }

    [Fact]
    public void The_brokers_receive_maximum_and_our_own_bound_what_is_in_flight()
    {
        foreach ((int ours, uint theirs) in ((int, uint)[])[(3, 1000), (1000, 3)])
        {
            using var broker = new FakeBroker();
            using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { InFlightMax = ours });
            publishing.Begin([.. Enumerable.Range(0, 10).Select(i => $"a {i}")]);
            using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5, (MqttPropertyId.ReceiveMaximum, theirs));
            var ids = new Queue<ushort>();
            for (int i = 0; i < 3; i++)
            {
                ids.Enqueue(peer.ReadPublish().Id);
            }

            Assert.True(peer.IsSilent());
            for (int i = 3; i < 10; i++)
            {
                peer.Ack(MqttPacketType.PubAck, ids.Dequeue());
                (string message, ushort id) = peer.ReadPublish();
                Assert.Equal($"a {i} 1", message);
                ids.Enqueue(id);
            }

            Assert.True(peer.IsSilent());
            while (ids.TryDequeue(out ushort id))
            {
                peer.Ack(MqttPacketType.PubAck, id);
            }

            publishing.AwaitEnd();
        }
    }

    [Fact]
    public void What_the_broker_refuses_or_nobody_could_publish_is_a_dead_letter_and_the_batch_goes_on()
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address);
        publishing.Begin("secret no", "a/# wildcard", " nowhere", $"large {new string('x', 2000)}", "a fine");
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5, (MqttPropertyId.MaximumPacketSize, 1000));
        (string first, ushort one) = peer.ReadPublish();
        (string last, ushort two) = peer.ReadPublish();
        Assert.Equal(["secret no 1", "a fine 1"], [first, last]);
        peer.Send(o => MqttWriter.Ack(
            o, MqttPacketType.PubAck, MqttVersion.V5, one, MqttReason.PayloadFormatInvalid,
            new MqttPropertyWriter().Block(MqttPropertyId.ReasonString, "not you"u8).Properties));
        peer.Ack(MqttPacketType.PubAck, two);
        publishing.AwaitEnd();
        Assert.Equal(
            [
                "topic : it cannot be published: the topic is empty and there is no topic alias",
                "topic a/#: it cannot be published: a topic name holds a wildcard",
                "topic large: a packet of 2013 bytes is larger than the broker's maximum of 1000",
                "topic secret: the broker refused it: payload format invalid (0x99) (not you)",
            ],
            publishing.Letters.Select(letter => $"{letter.Position}: {letter.Reason}").Order(StringComparer.Ordinal));
        Assert.Equal((2000, 2000), (publishing.Letters.Max(letter => letter.Length),
            publishing.Letters.Max(letter => letter.Record.Length)));
        Assert.All(publishing.Letters, letter => Assert.StartsWith("mqtt 127.0.0.1:", letter.Source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MqttReason.TopicNameInvalid, true)]
    [InlineData(MqttReason.PacketTooLarge, true)]
    [InlineData(MqttReason.PayloadFormatInvalid, true)]
    [InlineData(MqttReason.Unspecified, false)]
    [InlineData(MqttReason.NotSupported, false)]
    [InlineData(MqttReason.NotAuthorized, false)]
    [InlineData(0x91, false)]
    [InlineData(MqttReason.QuotaExceeded, false)]
    public void A_refusal_is_judged_by_its_reason(byte reason, bool isOfTheMessage)
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address);
        publishing.Begin("a one");
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        ushort one = peer.ReadPublish().Id;
        peer.Send(o => MqttWriter.Ack(o, MqttPacketType.PubAck, MqttVersion.V5, one, reason));
        if (!isOfTheMessage)
        {
            Engine.WaitFor(
                () =>
                {
                    publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(100));
                    return !peer.IsSilent();
                },
                "the message was sent again");
            Assert.Equal(("a one 1", one), peer.ReadPublish());
            peer.Ack(MqttPacketType.PubAck, one);
        }

        publishing.AwaitEnd();
        Assert.Equal(isOfTheMessage ? 1 : 0, publishing.Letters.Count);
    }

    [Fact]
    public void A_message_on_which_the_broker_hangs_up_again_and_again_is_found_and_set_aside_and_the_others_are_published()
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { TriesUntilRefused = 2 });
        var taken = new HashSet<string>();
        int connections = 0;
        var serving = new SideThread(() =>
        {
            while (taken.Count < 4)
            {
                using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
                connections++;
                while (taken.Count < 4)
                {
                    (string message, ushort id) = peer.ReadPublish();
                    if (message.StartsWith("a poison", StringComparison.Ordinal))
                    {
                        break;
                    }

                    taken.Add(string.Join(' ', message.Split(' ')[..2]));
                    peer.Ack(MqttPacketType.PubAck, id);
                }
            }
        });
        serving.Start();
        publishing.Begin("a one", "a two", "a poison", "a three", "a four");
        publishing.AwaitEndWhileTimePasses();
        serving.Join();
        publishing.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a four", "a one", "a three", "a two"], taken.Order(StringComparer.Ordinal));
        DeadLetter letter = Assert.Single(publishing.Letters);
        Assert.Equal(("topic a", "poison"), (letter.Position, System.Text.Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Contains("ended the connection 2 times", letter.Reason, StringComparison.Ordinal);
        Assert.InRange(connections, 4, 7);
    }

    [Fact]
    public void What_the_broker_has_no_room_for_is_sent_again_later()
    {
        using var log = new LogCapture();
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, log: log);
        publishing.Begin("a one", "a two");
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        ushort one = peer.ReadPublish().Id;
        ushort two = peer.ReadPublish().Id;
        peer.Send(o => MqttWriter.Ack(o, MqttPacketType.PubAck, MqttVersion.V5, one, MqttReason.QuotaExceeded));
        peer.Ack(MqttPacketType.PubAck, two);
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 4002), "the refusal was noticed");
        Assert.True(peer.IsSilent());
        publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(("a one 1", one), peer.ReadPublish());
        peer.Ack(MqttPacketType.PubAck, one);
        publishing.AwaitEnd();
        Assert.Empty(publishing.Letters);
    }

    [Fact]
    public void A_broker_that_never_has_room_or_stays_away_fails_the_batch_and_the_next_one_is_tried_anew()
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { RetryFor = TimeSpan.Zero });
        publishing.Begin("a one");
        using (MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5))
        {
            ushort one = peer.ReadPublish().Id;
            peer.Send(o => MqttWriter.Ack(o, MqttPacketType.PubAck, MqttVersion.V5, one, MqttReason.QuotaExceeded));
            publishing.AwaitEnd();
            Assert.Contains("refused messages for as long as MqttPublishOptions.RetryFor allows", publishing.Engine.Failure()
                .ToString(), StringComparison.Ordinal);
            Assert.True(peer.IsClosedByTheOtherSide());
        }

        publishing.Begin("a two");
        using MqttPeer next = broker.WelcomePublisher(MqttVersion.V5);
        (string second, ushort two) = next.ReadPublish();
        Assert.Equal("a two 1", second);
        next.Ack(MqttPacketType.PubAck, two);
        publishing.AwaitEnd();
    }

    [Fact]
    public void A_broker_that_does_not_want_us_fails_the_batch_at_once_and_says_why()
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address);
        publishing.Begin("a one");
        using MqttPeer peer = broker.Accept(MqttVersion.V5, out _);
        peer.Send(o => MqttWriter.ConnAck(o, MqttVersion.V5, false, MqttReason.BadUserNameOrPassword));
        publishing.AwaitEnd();
        Assert.Contains("refused the connection: bad user name or password (0x86). Correct MqttPublishOptions", publishing.Engine.Failure()
            .ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((byte)MqttPropertyId.MaximumQos, "set MqttPublishOptions.Qos to AtMostOnce")]
    [InlineData((byte)MqttPropertyId.RetainAvailable, "clear MqttPublishOptions.Retain")]
    public void What_the_broker_cannot_do_is_said_before_anything_is_sent(byte limit, string message)
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { Retain = true });
        publishing.Begin("a one");
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5, ((MqttPropertyId)limit, 0));
        Assert.True(peer.IsClosedByTheOtherSide());
        publishing.AwaitEnd();
        Assert.Contains(message, publishing.Engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_connection_is_kept_alive_and_a_broker_that_is_silent_is_left()
    {
        using var broker = new FakeBroker();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { KeepAlive = TimeSpan.FromMilliseconds(1500) });
        publishing.Begin("a one");
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        peer.Ack(MqttPacketType.PubAck, peer.ReadPublish().Id);
        publishing.AwaitEnd();
        for (int i = 0; i < 3; i++)
        {
            publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(750));
            Assert.Equal(MqttPacketType.PingReq, peer.Read().Type);
            peer.Send([0xD0, 0]);
            Assert.True(peer.IsSilent());
        }

        publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Equal(MqttPacketType.PingReq, peer.Read().Type);
        publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(750));
        Assert.True(peer.IsClosedByTheOtherSide());
        publishing.Begin("a two");
        // it may notice the end only now, and then waits a little
        broker.Meanwhile = () => publishing.Engine.Clock.Advance(TimeSpan.FromMilliseconds(10));
        using MqttPeer again = broker.WelcomePublisher(MqttVersion.V5);
        again.Ack(MqttPacketType.PubAck, again.ReadPublish().Id);
        publishing.AwaitEnd();
    }

    [Fact]
    public void A_failure_elsewhere_in_the_batch_ends_the_connection_and_nothing_of_it_is_sent_afterwards()
    {
        using var broker = new FakeBroker();
        using var engine = new Engine(partitions: 1);
        bool fails = true;
        engine.Queue<int>([.. Enumerable.Range(1, 600)], [4])
            .Map(number => number == 600 && fails ? throw new InvalidDataException("the test says so") : number).PublishToMqtt(
            broker.Address,
            (number, topic) => topic.Write("a"u8),
            (number, payload) => payload.Write(Encoding.ASCII.GetBytes($"{number}")));
        engine.Context.Start();
        engine.Tick();
        fails = false;
        Assert.Contains("the test says so", engine.Failure().ToString(), StringComparison.Ordinal);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        (string message, ushort id) = peer.ReadPublish();
        Assert.Equal("a 4 1", message);
        peer.Ack(MqttPacketType.PubAck, id);
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
    }

    [Fact]
    public async Task A_device_is_told_that_its_message_is_safe_when_the_next_broker_has_said_so()
    {
        using var broker = new FakeBroker();
        using var engine = new Engine(partitions: 1);
        var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Context.MqttMessageListener(0, new MqttListenerOptions { OnListening = address => told.SetResult(address.Port) })
            .PublishToMqtt(broker.Address, message => message.Topic, message => message.Payload);
        engine.Context.Start();
        using MqttPeer device = MqttPeer.Connect(await told.Task, MqttVersion.V311);
        string text = "a payload that is longer than a slice holds in itself";
        device.Publish("plant/seven/temperature", text, qos: 1, id: 9);
        device.Send([0xC0, 0]);
        Assert.Equal(MqttPacketType.PingResp, device.Read().Type); // everything before it was taken
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        using MqttPeer peer = broker.WelcomePublisher(MqttVersion.V5);
        (string message, ushort id) = peer.ReadPublish();
        Assert.Equal($"plant/seven/temperature {text} 1", message);
        Assert.True(device.IsSilent());
        peer.Ack(MqttPacketType.PubAck, id);
        Assert.Equal((MqttPacketType.PubAck, 9), device.ReadAck());
    }

    [Fact]
    public void What_cannot_work_is_refused_before_the_start()
    {
        using var engine = new Engine();
        DStream<Utf8Slice> texts = engine.Queue<Utf8Slice>([]);
        Assert.Throws<ArgumentException>(() => texts.PublishToMqtt("localhost:1883", "a"));
        Assert.Throws<ArgumentException>(() => texts.PublishToMqtt("mqtt://localhost", "a/#"));
        Assert.Throws<ArgumentException>(() => texts.PublishToMqtt("mqtt://localhost", ""));
        Assert.Throws<ArgumentException>(() =>
            texts.PublishToMqtt("mqtt://localhost", "a", new MqttPublishOptions { Version = MqttVersion.V311, Password = "x" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttPublishOptions { Qos = MqttQos.ExactlyOnce });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttPublishOptions { InFlightMax = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MqttPublishOptions { RetryFor = TimeSpan.FromTicks(-1) });
    }
}
