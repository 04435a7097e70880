using System.Net;
using System.Text;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>Agents of Flume, played by avsc.</summary>
public sealed class FlumeListenerTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Events_come_in_their_order_and_are_answered(bool deflate, bool tls)
    {
        using var certificates = new TestCertificates();
        using var listening = new FlumeListening(
            options => (options.Deflate, options.Tls) = (deflate, tls ? certificates.ServerOptions() : null));
        using NodePeer peer = listening.Connect();
        string[] sent = [.. Enumerable.Range(0, 3000).Select(i => $"{i} {new string('x', i % 97)}")];
        foreach (string[] part in sent.Chunk(1000))
        {
            FlumeListening.Send(peer, part);
        }

        Assert.Equal(sent, listening.Run.WaitFor(sent.Length));
        listening.Run.WaitUntil(() => peer.Lines.Count(static line => line == "OK") == 3, "all were answered");
        peer.Send("\"one alone\"");
        Assert.Equal("one alone", listening.Run.WaitFor(sent.Length + 1)[^1]);
    }

    [Fact]
    public void Headers_can_be_asked_for()
    {
        IPEndPoint? place = null;
        var seen = new List<string>();
        using var engine = new Engine(partitions: 1);
        engine.Context.FlumeEventListener(0, new FlumeListenerOptions { OnListening = listening => place = listening })
            .Map(static item => $"{Header(item, "host"u8)} {Header(item, "length"u8)} {Header(item, "none"u8)} {item.Body}")
            .ForeachBatch(batch => seen.AddRange(batch.ToList()));
        engine.Context.Start();
        Engine.WaitFor(() => place is not null, "it listens");
        using NodePeer peer = FlumeListening.Connect(place!.Port);
        FlumeListening.Send(peer, "hello");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count > 0;
            },
            "it came");
        Assert.Equal(["plant-7 5 - hello"], seen);
    }

    [Fact]
    public void Nothing_is_answered_before_its_batch_is_done_and_what_failed_is_said_to_have()
    {
        bool fails = true;
        using var listening = new FlumeListening(static options => options.Acknowledge = FlumeAcknowledge.Committed, _ => fails);
        using NodePeer peer = listening.Connect();
        FlumeListening.Send(peer, "a", "b");
        Engine.WaitFor(() => listening.Run.Engine.Context.ReceivedBytesHeld > 0, "they were received");
        Thread.Sleep(100); // long enough for an answer that must not come
        Assert.Empty(peer.Lines);
        listening.Run.WaitUntil(() => peer.Lines.Contains("FAILED"), "it was said that they failed");
        fails = false;
        FlumeListening.Send(peer, "a", "b");
        listening.Run.WaitUntil(() => peer.Lines.Contains("OK"), "they were answered");
        Assert.Equal(["a", "b"], listening.Run.Texts.TakeLast(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_event_that_makes_batches_fail_is_found_within_its_request_and_the_others_are_stored_once_each_in_order(int partitions)
    {
        using var listening = new FlumeListening(
            static options => (options.Acknowledge, options.EventBytesMax) = (FlumeAcknowledge.Committed, 100),
            static text => text.StartsWith("poison", StringComparison.Ordinal), partitions: partitions);
        string large = new('x', 200);
        List<string> channel = [.. Enumerable.Range(0, 40)
            .Select(i => i is 0 or 17 ? large : i is 11 or 30 or 31 ? $"poison {i}" : $"event {i}")];
        for (int more = 40, tries = 0; channel.Count > 0; tries++)
        {
            Assert.InRange(tries, 0, 60);
            using NodePeer peer = listening.Connect(); // an agent that was started again is as good
            for (int failures = 0; failures < 3 && channel.Count > 0; failures++)
            {
                FlumeListening.Send(peer, [.. channel]);
                listening.Run.WaitUntil(() => peer.Lines.Count > failures, "it was answered");
                if (peer.Lines.Last() == "OK")
                {
                    channel.Clear();
                }
                else if (more < 44)
                {
                    channel.Add($"event {more++}"); // an agent's next transaction has what came meanwhile
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 44).Except([0, 11, 17, 30, 31]).Select(static i => $"event {i}"), listening.Run.Committed);
        Assert.Equal([large, "poison 11", "poison 30", "poison 31"],
            listening.Run.Letters.Select(static letter => Encoding.UTF8.GetString(letter.Record.Span)).Distinct(StringComparer.Ordinal));
        Assert.Equal(3, listening.Run.Letters.Count(static letter => letter.Reason.Contains("alone", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_was_answered_by_OK_is_in_the_state_of_the_next_life_though_no_batch_had_it()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-flume-");
        try
        {
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            for (int life = 0; life < 2; life++)
            {
                IPEndPoint? place = null;
                using StreamingContext context = Counting(directory, clock, counts, listening => place = listening);
                Engine.WaitFor(() => place is not null, "it listens");
                using NodePeer peer = FlumeListening.Connect(place!.Port);
                FlumeListening.Send(peer, $"life {life}", "all");
                Engine.WaitFor(() => peer.Lines.Contains("OK"), "it was answered, and no batch is due");
                context.Stop(graceful: false);
            }

            using StreamingContext last = Counting(directory, clock, counts, _ => { });
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= 3, "all is in the state");
            Assert.Equal(new() { ["life 0"] = 1, ["life 1"] = 1, ["all"] = 2 }, counts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_event_that_is_too_large_is_a_dead_letter_and_the_others_are_taken()
    {
        using var listening = new FlumeListening(static options => options.EventBytesMax = 100);
        using NodePeer peer = listening.Connect();
        string large = new('x', 200);
        FlumeListening.Send(peer, "a", large, "b");
        Assert.Equal(["a", "b"], listening.Run.WaitFor(2));
        listening.Run.WaitUntil(() => peer.Lines.Contains("OK"), "it was answered");
        DeadLetter letter = Assert.Single(listening.Run.Letters);
        Assert.Contains("FlumeListenerOptions.EventBytesMax", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(large, Encoding.UTF8.GetString(letter.Record.Span));
    }

    [Fact]
    public void A_small_memory_budget_holds_agents_back_and_loses_nothing()
    {
        using var listening = new FlumeListening(context: static options => options.MemoryBudgetBytes = 256 * 1024);
        using NodePeer peer = listening.Connect();
        string[] sent = [.. Enumerable.Range(0, 2000).Select(static i => $"{i} {new string('x', 500)}")];
        foreach (string[] part in sent.Chunk(500))
        {
            FlumeListening.Send(peer, part);
        }

        Assert.Equal(sent, listening.Run.WaitFor(sent.Length));
    }

    private static string Header(FlumeEvent item, ReadOnlySpan<byte> name) =>
        item.TryGetHeader(name, out Utf8Slice value) ? value.ToString() : "-";

    private static StreamingContext Counting(DirectoryInfo directory, ManualClock clock, Dictionary<string, long> counts,
        Action<IPEndPoint> onListening) => ConnectorCount.Start(directory, clock, TimeSpan.FromDays(1),
            context => context.FlumeListener(0, new FlumeListenerOptions { OnListening = onListening }), counts);
}
