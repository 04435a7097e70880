using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors;

/// <summary>
/// What every source must do whose server keeps a message until it is acknowledged. Each connector's test class derives from it.
/// </summary>
public abstract class AcknowledgedSourceContract
{
    /// <summary>Most messages that are on their way in these tests.</summary>
    private protected const int InFlight = 1000;

    /// <summary>Whether the server sends again in the order in which it sent first.</summary>
    private protected virtual bool ComesAgainInOrder => true;

    /// <summary>How long the server is away.</summary>
    private protected virtual TimeSpan Away => TimeSpan.FromSeconds(10);

    /// <summary>The server that tests share; skips when there is none.</summary>
    private protected abstract IConnectorServer Shared { get; }

    /// <summary>A server for one test alone.</summary>
    private protected abstract IConnectorServer StartOwn();

    /// <summary>Makes a queue, a topic, whatever it is, and returns its name.</summary>
    private protected abstract string Create(IConnectorServer server);

    /// <summary>Sends texts, in their order, and returns when the server has them on its disk.</summary>
    private protected abstract void Send(IConnectorServer server, string place, IEnumerable<string> texts);

    /// <summary>Opens the stream, with <see cref="InFlight"/> messages on their way at most.</summary>
    private protected abstract DStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place);

    /// <summary>Messages that the server still keeps for us: not sent, or not acknowledged.</summary>
    private protected abstract long Owed(IConnectorServer server, string place);

    [Fact]
    public void Messages_come_once_in_their_order_and_in_the_end_none_is_owed()
    {
        string place = Create(Shared);
        string[] sent = [.. Enumerable.Range(0, 5000).Select(i => $"{i}")];
        using var run = new ConnectorRun(context => Open(context, Shared, place), partitions: 1);
        Send(Shared, place, sent);
        Assert.Equal(sent, run.WaitFor(sent.Length));
        run.Engine.Context.Stop(graceful: true);
        Engine.WaitFor(() => Owed(Shared, place) == 0, "all was acknowledged");
    }

    [Fact]
    public void Nothing_is_acknowledged_before_its_batch_is_done()
    {
        string place = Create(Shared);
        using var run = new ConnectorRun(context => Open(context, Shared, place));
        Send(Shared, place, Enumerable.Range(0, 100).Select(i => $"{i}"));
        Engine.WaitFor(() => run.Engine.Context.ReceivedBytesHeld > 0, "something was received");
        Thread.Sleep(200); // long enough for an acknowledgement that must not come
        Assert.Equal(100, Owed(Shared, place));
        run.WaitFor(100);
        run.WaitUntil(() => Owed(Shared, place) == 0, "the batch was acknowledged, while the context runs");
    }

    [Fact]
    public void What_no_batch_had_when_we_went_is_sent_again_and_nothing_else()
    {
        string place = Create(Shared);
        using (var run = new ConnectorRun(context => Open(context, Shared, place)))
        {
            Send(Shared, place, ["one", "two"]);
            run.WaitFor(2);
            run.Engine.Context.Stop(graceful: true); // acknowledges the last batch
        }

        using (var run = new ConnectorRun(context => Open(context, Shared, place)))
        {
            Send(Shared, place, ["three", "four"]);
            Engine.WaitFor(() => run.Engine.Context.ReceivedBytesHeld > 0, "something was received");
            run.Engine.Context.Stop(graceful: false); // no batch took them
            Assert.Empty(run.Texts);
        }

        using var again = new ConnectorRun(context => Open(context, Shared, place), partitions: 1);
        AssertCameAgain(["three", "four"], again.WaitFor(2));
        again.Engine.Tick(3);
        Assert.Equal(2, again.Texts.Count);
    }

    [Fact]
    public void What_a_failed_batch_held_is_sent_again_in_its_order()
    {
        string place = Create(Shared);
        bool fails = true;
        using var run = new ConnectorRun(context => Open(context, Shared, place), _ => fails, partitions: 1);
        Send(Shared, place, ["one", "two", "three"]);
        run.WaitFor(1);
        fails = false;
        run.WaitUntil(() => Owed(Shared, place) == 0, "all was acknowledged");
        AssertCameAgain(["one", "two", "three"], run.Texts.TakeLast(3));
    }

    [Fact]
    public void A_record_that_makes_batch_after_batch_fail_becomes_a_dead_letter_and_the_others_go_on()
    {
        string place = Create(Shared);
        using var run = new ConnectorRun(context => Open(context, Shared, place), static text => text == "poison",
            options => options.FailedBatchesMax = 2);
        Send(Shared, place, ["a", "b", "poison", "c", "d"]);
        run.WaitUntil(() => Owed(Shared, place) == 0, "all was acknowledged");
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal("poison"u8, letter.Record.Span);
        Assert.Empty(new[] { "a", "b", "c", "d" }.Except(run.Texts));
    }

    [Fact]
    public void A_small_memory_budget_holds_the_source_back_and_loses_nothing()
    {
        const int Count = 2000;
        const int Budget = 256 * 1024;
        string place = Create(Shared);
        string filling = new('x', 1000);
        Send(Shared, place, Enumerable.Range(0, Count).Select(i => $"{i} {filling}"));
        using var run = new ConnectorRun(context => Open(context, Shared, place), with: options => options.MemoryBudgetBytes = Budget);
        long most = 0;
        run.WaitUntil(
            () =>
            {
                most = Math.Max(most, run.Engine.Context.ReceivedBytesHeld);
                return run.Texts.Count >= Count;
            },
            "all texts arrived");
        Assert.InRange(most, 1, 2 * Budget); // a slab is taken when there is any room
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i} {filling}").Order(), run.Texts.Distinct().Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_ends_is_away_for_a_while_and_comes_back_costs_no_message(bool graceful)
    {
        using IConnectorServer server = StartOwn();
        string place = Create(server);
        using var run = new ConnectorRun(context => Open(context, server, place));
        Send(server, place, Enumerable.Range(0, 500).Select(i => $"{i}"));
        run.WaitFor(100);
        Send(server, place, Enumerable.Range(500, 500).Select(i => $"{i}")); // some are on their way
        server.End(graceful);
        Task away = Task.Delay(Away);
        run.WaitUntil(() => away.IsCompleted, "the server was away for a while");
        server.Begin();
        Send(server, place, Enumerable.Range(1000, 500).Select(i => $"{i}"));
        run.WaitUntil(() => run.Texts.Distinct().Count() == 1500 && Owed(server, place) == 0, "all came and was acknowledged");
    }

    [Fact]
    public void State_has_each_message_at_least_once_after_a_crash_and_none_is_owed()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-connector-");
        try
        {
            string place = Create(Shared);
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            using (StreamingContext first = Counting(directory, clock, place, counts))
            {
                Send(Shared, place, Enumerable.Range(0, 1000).Select(i => $"{i}"));
                Engine.WaitFor(() => ConnectorCount.Step(first, clock) && counts.Count >= 300, "some are in the state");
                Send(Shared, place, Enumerable.Range(1000, 500).Select(i => $"{i}"));
                Engine.WaitFor(() => first.ReceivedBytesHeld > 0, "some were received");
                first.Stop(graceful: false); // the process is gone, and no checkpoint was taken
            }

            counts.Clear();
            using StreamingContext second = Counting(directory, clock, place, counts);
            Engine.WaitFor(() => ConnectorCount.Step(second, clock) && counts.Count >= 1500, "all are in the state");
            Assert.Equal(Enumerable.Range(0, 1500).Select(i => $"{i}").Order(), counts.Keys.Order());
            second.Stop(graceful: true);
            Engine.WaitFor(() => Owed(Shared, place) == 0, "all was acknowledged");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private void AssertCameAgain(string[] expected, IEnumerable<string> texts) => Assert.Equal(
        ComesAgainInOrder ? expected : expected.Order(), ComesAgainInOrder ? texts : texts.Order());

    private StreamingContext Counting(DirectoryInfo directory, ManualClock clock, string place, Dictionary<string, long> counts) =>
        ConnectorCount.Start(directory, clock, TimeSpan.FromDays(1), context => Open(context, Shared, place), counts);
}
