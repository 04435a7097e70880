using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;
using static HotStream.Tests.Io.Mqtt.MqttOutboxSteps;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>What a broker allows, what it cuts, and what is forgotten: the window of messages under way, driven by hand.</summary>
public sealed class MqttOutboxLimitsTests
{
    private readonly List<DeadLetter> _letters = [];

    [Theory]
    [InlineData(5, 3, 3)]
    [InlineData(2, 10, 2)]
    public void No_more_is_in_flight_than_both_sides_allow(int inFlightMax, int receiveMaximum, int most)
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { InFlightMax = inFlightMax });
        Add(outbox, 10);
        int epoch = outbox.Connected(MqttServerLimits.None with { ReceiveMaximum = receiveMaximum });
        List<(string Payload, ushort Id)> sent = Send(outbox, epoch);
        Assert.Equal(Enumerable.Range(0, most).Select(i => $"{i}"), sent.Select(message => message.Payload));
        Assert.Empty(Send(outbox, epoch));
        outbox.Acknowledge([sent[0].Id, sent[0].Id, 0, 500]); // one of them is under way
        Assert.Equal([$"{most}"], Send(outbox, epoch).Select(message => message.Payload));
        outbox.Postpone(sent[1].Id);
        outbox.Postpone(sent[1].Id);
        Assert.Equal([$"{most + 1}"], Send(outbox, epoch).Select(message => message.Payload));
        outbox.Refuse(500, "nobody's");
        outbox.Refuse(Send(outbox, epoch) is [] ? sent[1].Id : (ushort)0, "it was postponed");
        Assert.Empty(Send(outbox, epoch));
        outbox.Settle();
        Assert.Empty(_letters);
    }

    [Fact]
    public void QoS_0_knows_no_window_and_is_done_when_it_is_sent()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { Qos = MqttQos.AtMostOnce, InFlightMax = 1 });
        Add(outbox, 10);
        int epoch = outbox.Connected(MqttServerLimits.None with { ReceiveMaximum = 1 });
        Assert.False(outbox.NextToSend(epoch).IsEmpty);
        Assert.True(outbox.HasWork);
        outbox.Sent();
        Assert.False(outbox.HasWork);
        outbox.Sent();
        Add(outbox, 1);
        outbox.Disconnected(byBroker: true);
        outbox.Disconnected(byBroker: true);
        Add(outbox, 4);
        Assert.Equal(5, Send(outbox, outbox.Connected(MqttServerLimits.None)).Count); // not one at a time
    }

    [Fact]
    public void A_packet_larger_than_the_broker_takes_becomes_a_dead_letter_and_the_others_go_on()
    {
        int fits = Outbox(new MqttPublishOptions()) is var probe && AddPayloads(probe, "12345")
            ? probe.NextToSend(probe.Connected(MqttServerLimits.None)).Length : 0;
        MqttOutbox outbox = Outbox(new MqttPublishOptions());
        AddPayloads(outbox, "123456", "1234", "123456", "12345", "1234567");
        int epoch = outbox.Connected(MqttServerLimits.None with { PacketBytesMax = fits, ReceiveMaximum = 2 });
        List<(string Payload, ushort Id)> sent = Send(outbox, epoch);
        Assert.Equal(["1234", "12345"], sent.Select(message => message.Payload));
        AddPayloads(outbox, "6", "7");
        Assert.Empty(Send(outbox, epoch)); // what was given up is not in flight, and what was sent is
        outbox.Acknowledge([.. sent.Select(message => message.Id)]);
        Assert.Equal(["6", "7"], Send(outbox, epoch).Select(message => message.Payload));
        outbox.Settle();
        Assert.Equal(["123456", "123456", "1234567"], _letters.Select(letter => Encoding.ASCII.GetString(letter.Record.Span)));
        Assert.Equal($"a packet of {fits + 1} bytes is larger than the broker's maximum of {fits}", _letters[0].Reason);
        Assert.Equal(("sink", "topic some/topic"), (_letters[0].Source, _letters[0].Position));
    }

    [Fact]
    public void All_that_is_left_may_be_too_large()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions());
        AddPayloads(outbox, "123456", "1234567");
        Task empty = outbox.WhenEmptyAsync();
        Assert.Empty(Send(outbox, outbox.Connected(MqttServerLimits.None with { PacketBytesMax = 10 })));
        Assert.Equal((false, false), (outbox.HasWork, empty.IsCompleted));
        outbox.Settle();
        Assert.True(empty.IsCompletedSuccessfully);
        Assert.Equal(2, _letters.Count);
    }

    [Fact]
    public void A_message_that_ends_connection_after_connection_is_sent_alone_and_then_becomes_a_dead_letter()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { TriesUntilRefused = 3 });
        Add(outbox, 5);
        outbox.Disconnected(byBroker: true); // nothing was on it
        for (int cut = 0; cut < 2; cut++)
        {
            Assert.Equal(5, Connect(outbox).Count);
            outbox.Disconnected(byBroker: true);
            outbox.Disconnected(byBroker: true); // nothing was on it
        }

        outbox.Disconnected(byBroker: false);
        for (int alone = 0; alone < 3; alone++)
        {
            outbox.Settle();
            Assert.Empty(_letters);
            Assert.Equal(["0"], Connect(outbox).Select(message => message.Payload));
            outbox.Disconnected(byBroker: true);
        }

        outbox.Settle();
        Assert.Equal("the broker ended the connection 3 times when this message was sent to it alone", Assert.Single(_letters).Reason);
        Assert.Equal(["1", "2", "3", "4"], Connect(outbox).Select(message => message.Payload));
        outbox.Disconnected(byBroker: true);
        Assert.Equal(4, Connect(outbox).Count); // counted from the beginning
    }

    [Fact]
    public void When_the_last_message_is_given_up_with_a_connection_nothing_is_left_to_do()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { TriesUntilRefused = 1 });
        Add(outbox, 1);
        for (int cut = 0; cut < 3; cut++)
        {
            Assert.Single(Connect(outbox));
            outbox.Disconnected(byBroker: true);
        }

        outbox.Settle();
        Assert.False(outbox.HasWork);
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
        Assert.Single(_letters);
    }

    [Fact]
    public void An_acknowledgement_ends_the_count_of_cut_connections()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { TriesUntilRefused = 2 });
        Add(outbox, 5);
        List<(string Payload, ushort Id)> sent = [];
        for (int cut = 0; cut < 3; cut++)
        {
            sent = Connect(outbox);
            outbox.Disconnected(byBroker: true);
        }

        sent = Connect(outbox);
        Assert.Equal("0", Assert.Single(sent).Payload);
        outbox.Acknowledge([sent[0].Id]);
        outbox.Disconnected(byBroker: true); // nothing was on it any more
        for (int cut = 0; cut < 2; cut++)
        {
            Assert.Equal(4, Connect(outbox).Count);
            outbox.Disconnected(byBroker: true);
        }

        Assert.Single(Connect(outbox));
        outbox.Disconnected(byBroker: false); // our own doing
        Assert.Single(Connect(outbox));
        outbox.Disconnected(byBroker: true);
        Assert.Single(Connect(outbox));
        outbox.Settle();
        Assert.Empty(_letters);
        outbox.Disconnected(byBroker: true);
        outbox.Settle();
        Assert.Equal("1", Encoding.ASCII.GetString(Assert.Single(_letters).Record.Span));
    }

    [Fact]
    public void A_cut_is_not_held_against_a_first_message_that_was_not_on_the_connection()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { TriesUntilRefused = 1 });
        Add(outbox, 2);
        for (int cut = 0; cut < 2; cut++)
        {
            Connect(outbox);
            outbox.Disconnected(byBroker: true);
        }

        (_, ushort first) = Assert.Single(Connect(outbox));
        outbox.Postpone(first);
        Assert.Equal("1", Assert.Single(Send(outbox, outbox.Connected(MqttServerLimits.None))).Payload);
        outbox.Disconnected(byBroker: true);
        outbox.Settle();
        Assert.Empty(_letters);
    }

    [Fact]
    public void Clearing_forgets_messages_counts_and_room_and_whoever_waits_is_released()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { InFlightMax = 3, TriesUntilRefused = 1 });
        AddPayloads(outbox, new string('x', (4 << 20) - 200));
        for (int cut = 0; cut < 2; cut++)
        {
            Assert.Single(Connect(outbox));
            outbox.Disconnected(byBroker: true);
        }

        List<(string Payload, ushort Id)> old = Connect(outbox);
        int epoch = outbox.Connected(MqttServerLimits.None);
        Task empty = outbox.WhenEmptyAsync();
        outbox.Clear();
        Assert.True(empty.IsCanceled);
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
        Assert.False(outbox.HasWork);
        AddPayloads(outbox, "first", new string('y', (4 << 20) - 200)); // there is room again
        outbox.Acknowledge([old[0].Id]);
        Assert.True(outbox.NextToSend(epoch).IsEmpty);
        AddPayloads(outbox, "third");
        List<(string Payload, ushort Id)> sent = Connect(outbox);
        Assert.Equal(3, sent.Count); // together, and none of them counts as under way
        outbox.Disconnected(byBroker: true);
        outbox.Settle();
        Assert.Empty(_letters);
    }

    [Fact]
    public void Clearing_while_packets_are_being_sent_leaves_the_new_ones_alone()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { Qos = MqttQos.AtMostOnce });
        Add(outbox, 3);
        Assert.False(outbox.NextToSend(outbox.Connected(MqttServerLimits.None)).IsEmpty);
        outbox.Clear();
        Add(outbox, 2);
        outbox.Sent(); // of before
        Assert.True(outbox.HasWork);
        Assert.Equal(["0", "1"], Connect(outbox).Select(message => message.Payload));
        Assert.False(outbox.HasWork);
    }

    [Fact]
    public void Whoever_waits_for_room_is_told_when_hope_is_given_up()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions());
        AddPayloads(outbox, new string('x', 5 << 20)); // alone, it may be larger than all together
        Exception? told = null;
        var adding = new SideThread(() => told = Record.Exception(() => AddPayloads(outbox, "second")));
        adding.Start();
        Engine.WaitFor(() => adding.IsWaiting, "it waits");
        outbox.Fail(new IOException("the test says so"));
        Assert.True(adding.Join(Engine.Patience));
        Assert.Equal("the test says so", Assert.IsType<IOException>(told).Message);
    }

    [Fact]
    public void There_is_room_for_as_many_messages_as_there_are_identifiers()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { InFlightMax = ushort.MaxValue });
        Add(outbox, ushort.MaxValue);
        List<ushort> ids = [.. Connect(outbox).Select(message => message.Id)];
        Assert.Equal(Enumerable.Range(1, ushort.MaxValue), ids.Select(id => (int)id));
        var adding = new SideThread(() => Add(outbox, 1));
        adding.Start();
        Engine.WaitFor(() => adding.IsWaiting, "it waits");
        outbox.Acknowledge([2]);
        Assert.False(adding.Join(TimeSpan.FromMilliseconds(20))); // the first one is in the way
        outbox.Acknowledge([1]);
        Assert.True(adding.Join(Engine.Patience));
        Assert.Equal((ushort)1, Assert.Single(Send(outbox, 0)).Id);
    }

    [Fact]
    public void What_cannot_be_published_becomes_a_dead_letter_with_its_reason()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions());
        lock (outbox.Gate)
        {
            outbox.Add("bad/#"u8, "payload"u8);
            outbox.Refuse("the record"u8.ToArray(), new InvalidDataException("no topic"));
        }

        Assert.False(outbox.WhenEmptyAsync().IsCompleted);
        Assert.False(outbox.HasWork);
        outbox.Settle();
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
        Assert.Equal(["payload", "the record"], _letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.StartsWith("it cannot be published: ", _letters[0].Reason, StringComparison.Ordinal);
        Assert.EndsWith("threw InvalidDataException: no topic", _letters[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_message_becomes_a_dead_letter_and_makes_room()
    {
        MqttOutbox outbox = Outbox(new MqttPublishOptions { InFlightMax = 1 });
        Add(outbox, 2);
        (_, ushort id) = Assert.Single(Connect(outbox));
        outbox.Refuse(id, "quota");
        outbox.Refuse(id, "again");
        Assert.Equal("1", Assert.Single(Send(outbox, 0)).Payload);
        outbox.Settle();
        Assert.Equal("quota", Assert.Single(_letters).Reason);
    }

    private MqttOutbox Outbox(MqttPublishOptions options) => new(options, "sink", _letters.Add);
}
