using System.Collections.Concurrent;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>The window of messages under way, driven by hand.</summary>
public sealed class MqttOutboxTests
{
    private enum Step
    {
        Add,
        Send,
        Acknowledge,
        Postpone,
        Resume,
        Disconnect,
    }

    [Property]
    public Property Whatever_happens_every_message_is_sent_until_it_is_acknowledged_in_order_and_never_again()
    {
        Gen<(Step, int)[]> script = Cases.Arrays(
            from step in Gen.Elements(Step.Add, Step.Add, Step.Send, Step.Send, Step.Acknowledge, Step.Acknowledge, Step.Acknowledge,
                Step.Postpone, Step.Resume, Step.Disconnect)
            from number in Gen.Choose(0, 1000)
            select (step, number), 0, 400);
        return Cases.ForAllLists(script, Follow);
    }

    [Fact]
    public void Identifiers_go_round_and_old_messages_make_room()
    {
        var outbox = new MqttOutbox(new MqttPublishOptions { InFlightMax = ushort.MaxValue }, "sink", _ => { });
        int epoch = outbox.Connected(MqttServerLimits.None);
        for (int round = 0; round < 20; round++)
        {
            var ids = new List<ushort>();
            for (int block = 0; block < 100; block++)
            {
                Add(outbox, [.. Enumerable.Range(0, 100).Select(i => $"{round} {block} {i}")]);
                ids.AddRange(SendAll(outbox, epoch).Select(message => message.Id));
            }

            Assert.Equal(10_000, ids.Distinct().Count());
            Assert.DoesNotContain((ushort)0, ids);
            Assert.False(outbox.WhenEmptyAsync().IsCompleted);
            outbox.Acknowledge([.. ids.AsEnumerable().Reverse()]);
            Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task Whoever_adds_waits_while_too_much_is_under_way()
    {
        var outbox = new MqttOutbox(new MqttPublishOptions(), "sink", _ => { });
        int epoch = outbox.Connected(MqttServerLimits.None);
        string large = new('x', 1_000_000);
        int added = 0;
        var adding = new SideThread(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Add(outbox, [large]);
                Interlocked.Increment(ref added);
            }
        });
        adding.Start();
        Engine.WaitFor(() => Volatile.Read(ref added) == 4, "there is no more room");
        for (int sent = 0; sent < 20; sent++)
        {
            await outbox.NewsAsync();
            (string Message, ushort Id)[] messages = [];
            Engine.WaitFor(() => (messages = [.. SendAll(outbox, epoch)]).Length > 0, "there is something to send");
            Assert.InRange(Volatile.Read(ref added), 0, sent + 5);
            outbox.Acknowledge([.. messages.Select(message => message.Id)]);
            outbox.Signal();
            sent += messages.Length - 1;
        }

        Assert.True(adding.Join(Engine.Patience));
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void When_hope_is_given_up_all_are_told_until_the_outbox_is_cleared()
    {
        var outbox = new MqttOutbox(new MqttPublishOptions(), "sink", _ => { });
        Add(outbox, ["1"]);
        int epoch = outbox.Connected(MqttServerLimits.None);
        Task waiting = outbox.WhenEmptyAsync();
        outbox.Fail(new IOException("the test says so"));
        Assert.True(waiting.IsFaulted);
        Assert.True(outbox.WhenEmptyAsync().IsFaulted);
        Assert.False(outbox.HasWork);
        Assert.Throws<IOException>(() => Add(outbox, ["2"]));
        outbox.Clear();
        Add(outbox, ["3"]);
        Assert.True(outbox.HasWork);
        Assert.Empty(SendAll(outbox, epoch)); // a session of before gets nothing of what came after
        Assert.Equal("t 3", SendAll(outbox, outbox.Connected(MqttServerLimits.None)).Single().Message);
    }

    [Fact]
    public void QoS_0_under_way_when_a_connection_breaks_is_not_sent_again_and_what_waited_is()
    {
        var outbox = new MqttOutbox(new MqttPublishOptions { Qos = MqttQos.AtMostOnce }, "sink", _ => { });
        Add(outbox, ["1", "2"]);
        int epoch = outbox.Connected(MqttServerLimits.None);
        Assert.False(outbox.NextToSend(epoch).IsEmpty);
        Add(outbox, ["3"]);
        outbox.Disconnected(byBroker: false);
        epoch = outbox.Connected(MqttServerLimits.None);
        Assert.Equal(["t 3"], SendAll(outbox, epoch).Select(message => message.Message));
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Nobody_is_told_that_all_is_done_before_the_dead_letters_are_handed_out()
    {
        var letters = new ConcurrentQueue<DeadLetter>();
        var outbox = new MqttOutbox(new MqttPublishOptions(), "sink", letters.Enqueue);
        Add(outbox, ["1"]);
        int epoch = outbox.Connected(MqttServerLimits.None);
        ushort id = SendAll(outbox, epoch).Single().Id;
        outbox.Refuse(id, "no");
        Task done = outbox.WhenEmptyAsync();
        Assert.False(done.IsCompleted);
        outbox.Settle();
        Assert.Equal("topic t", letters.Single().Position);
        Assert.True(outbox.WhenEmptyAsync().IsCompletedSuccessfully);
    }

    /// <summary>Follows a script and compares with what a list of messages would do.</summary>
    private static void Follow((Step Step, int Number)[] script)
    {
        const int InFlightMax = 20;
        var outbox = new MqttOutbox(new MqttPublishOptions { InFlightMax = InFlightMax }, "sink", _ => { });
        int epoch = outbox.Connected(MqttServerLimits.None);
        int added = 0;
        var waiting = new SortedDictionary<int, bool>(); // message: whether it goes out marked as sent before
        var sent = new SortedDictionary<int, ushort>();
        var postponed = new SortedSet<int>();
        var wasSent = new HashSet<int>();
        foreach ((Step step, int number) in (IEnumerable<(Step, int)>)[.. script, (Step.Resume, 0), (Step.Send, 0)])
        {
            switch (step)
            {
                case Step.Add:
                    Add(outbox, [.. Enumerable.Range(added, number % 7).Select(i => $"{i}{new string('.', i % 5 == 0 ? 20_000 : 0)}")]);
                    for (int i = 0; i < number % 7; i++)
                    {
                        waiting.Add(added++, false);
                    }

                    break;
                case Step.Send:
                    foreach ((string message, ushort id) in SendAll(outbox, epoch))
                    {
                        (int next, bool again) = (waiting.First().Key, waiting.First().Value);
                        Assert.Equal($"t {next}{(again ? " again" : "")}", message.Replace(".", "", StringComparison.Ordinal));
                        Assert.DoesNotContain(id, sent.Values);
                        waiting.Remove(next);
                        sent.Add(next, id);
                    }

                    Assert.True(waiting.Count == 0 || sent.Count == InFlightMax);
                    break;
                case Step.Acknowledge when sent.Count > 0:
                    int acknowledged = sent.Keys.ElementAt(number % sent.Count);
                    outbox.Acknowledge([sent[acknowledged], 40_000]); // the latter is nobody's
                    sent.Remove(acknowledged);
                    break;
                case Step.Postpone when sent.Count > 0:
                    int later = sent.Keys.ElementAt(number % sent.Count);
                    outbox.Postpone(sent[later]);
                    sent.Remove(later);
                    postponed.Add(later);
                    break;
                case Step.Resume:
                    outbox.Resume();
                    foreach (int message in postponed)
                    {
                        waiting[message] = wasSent.Contains(message);
                    }

                    postponed.Clear();
                    break;
                case Step.Disconnect:
                    outbox.Disconnected(byBroker: false);
                    epoch = outbox.Connected(MqttServerLimits.None);
                    foreach (int message in sent.Keys)
                    {
                        waiting[message] = true;
                        wasSent.Add(message);
                    }

                    sent.Clear();
                    break;
                default:
                    break;
            }

            Assert.Equal(waiting.Count + sent.Count + postponed.Count == 0, outbox.WhenEmptyAsync().IsCompleted);
        }
    }

    private static void Add(MqttOutbox outbox, string[] payloads)
    {
        lock (outbox.Gate)
        {
            Array.ForEach(payloads, payload => outbox.Add("t"u8, Encoding.ASCII.GetBytes(payload)));
        }

        outbox.Signal();
    }

    /// <summary>Sends what may be sent now; returns each message, and whether it is marked as sent before.</summary>
    private static List<(string Message, ushort Id)> SendAll(MqttOutbox outbox, int epoch)
    {
        var messages = new List<(string, ushort)>();
        while (outbox.NextToSend(epoch) is { IsEmpty: false } packets)
        {
            ReadOnlySpan<byte> rest = packets.Span;
            while (MqttFrame.TryRead(rest, int.MaxValue, out MqttFrame frame) == MqttError.None)
            {
                Assert.Equal(MqttError.None, MqttPublish.TryRead(rest, frame, MqttVersion.V5, out MqttPublish publish));
                string topic = Encoding.ASCII.GetString(rest.Slice(publish.TopicStart, publish.TopicLength));
                string payload = Encoding.ASCII.GetString(rest.Slice(publish.PayloadStart, publish.PayloadLength));
                messages.Add(($"{topic} {payload}{(publish.Duplicate ? " again" : "")}", publish.PacketId));
                rest = rest[frame.Length..];
            }

            Assert.True(rest.IsEmpty);
            outbox.Sent();
        }

        return messages;
    }
}
