using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors;

/// <summary>What every source must do that is read from a position, and read again. Each connector's test class derives from it.</summary>
public abstract class ReplayedSourceContract
{
    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(10);

    /// <summary>The server that tests share; skips when there is none.</summary>
    private protected abstract IConnectorServer Shared { get; }

    /// <summary>A server for one test alone.</summary>
    private protected abstract IConnectorServer StartOwn();

    /// <summary>Makes a place of records that stay when they were read, and returns its name.</summary>
    private protected abstract string Create(IConnectorServer server);

    /// <summary>Sends texts, in their order, and returns when the server has them on its disk.</summary>
    private protected abstract void Send(IConnectorServer server, string place, IEnumerable<string> texts);

    /// <summary>Opens the stream at its beginning.</summary>
    private protected abstract InputDStream<Utf8Slice> Open(StreamingContext context, IConnectorServer server, string place, int batchMax);

    /// <summary>Whether the input has begun to read, and has got everything that no batch took.</summary>
    private protected abstract bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent);

    /// <summary>Whether the input has begun to read.</summary>
    private protected abstract bool HasBegun(InputDStream<Utf8Slice> input);

    [Fact]
    public void It_is_a_source_that_can_be_read_again()
    {
        string place = Create(Shared);
        var sent = new List<string>();
        InputDStream<Utf8Slice>? input = null;
        ContractReport report = SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Batches = 8,
            Open = context => input = Open(context, Shared, place, batchMax: 100),
            Feed = batch =>
            {
                if (batch < 6)
                {
                    string[] more =
                        [.. Enumerable.Range(0, 5).Select(i => $"batch {batch}, text {i} of a length that is not held in place")];
                    Send(Shared, place, more);
                    sent.AddRange(more);
                }

                InputDStream<Utf8Slice> current = input!;
                Engine.WaitFor(() => !HasBegun(current) || IsAtEnd(current, Shared, place, sent.Count), "what was sent arrived");
            },
        });
        Assert.True(report.Holds, report.ToString());
        Assert.All(report.Laws, law => Assert.True(law.Verdict == LawVerdict.Holds || law.Statement.StartsWith("no record is lost",
            StringComparison.Ordinal), law.ToString()));
    }

    [Fact]
    public void All_records_come_once_in_their_order_and_no_batch_has_more_than_it_may()
    {
        string place = Create(Shared);
        string[] sent = [.. Enumerable.Range(0, 5000).Select(i => $"{i}")];
        Send(Shared, place, sent);
        var sizes = new List<long>();
        using var run = new ConnectorRun(context =>
        {
            InputDStream<Utf8Slice> input = Open(context, Shared, place, batchMax: 300);
            input.ForeachBatch(batch => sizes.Add(batch.Count()));
            return input;
        }, partitions: 1);
        Assert.Equal(sent, run.WaitFor(sent.Length));
        Assert.Equal(300, sizes.Max());
    }

    [Fact]
    public void Texts_of_a_window_are_those_that_were_sent_though_their_batches_are_over()
    {
        string place = Create(Shared);
        using var engine = new Engine(partitions: 2);
        var seen = new List<string>();
        Open(engine.Context, Shared, place, batchMax: 50).Window(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5))
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(text => text.ToString())));
        string[] sent = [.. Enumerable.Range(0, 400).Select(i => $"text {i} that is longer than what a slice holds itself")];
        Send(Shared, place, sent);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count >= sent.Length;
            },
            "all were in a window");
        Assert.Equal(sent, seen.OrderBy(text => int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_ends_is_away_for_a_while_and_comes_back_costs_no_record_and_repeats_none(bool graceful)
    {
        using IConnectorServer server = StartOwn();
        string place = Create(server);
        using var run = new ConnectorRun(context => Open(context, server, place, batchMax: 100), partitions: 1);
        Send(server, place, Enumerable.Range(0, 500).Select(i => $"{i}"));
        run.WaitFor(100);
        server.End(graceful);
        Task away = Task.Delay(s_away);
        run.WaitUntil(() => away.IsCompleted, "the server was away for a while");
        server.Begin();
        Send(server, place, Enumerable.Range(500, 500).Select(i => $"{i}"));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), run.WaitFor(1000));
    }

    [Fact]
    public void State_has_each_record_once_after_crashes()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-connector-");
        try
        {
            string place = Create(Shared);
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            for (int life = 1; life <= 4; life++)
            {
                Send(Shared, place, Enumerable.Range((life - 1) * 500, 500).Select(i => $"{i}"));
                using StreamingContext context = Counting(directory, clock, place, counts);
                Engine.WaitFor(() => ConnectorCount.Step(context, clock) && counts.Count >= (life * 500) - 150, "enough is in the state");
                context.Stop(graceful: false); // the process is gone in the midst of it
            }

            using StreamingContext last = Counting(directory, clock, place, counts);
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= 2000, "all is in the state");
            Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"{i}").Order(), counts.Keys.Order());
            Assert.All(counts.Values, static count => Assert.Equal(1, count));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private StreamingContext Counting(DirectoryInfo directory, ManualClock clock, string place, Dictionary<string, long> counts) =>
        ConnectorCount.Start(directory, clock, TimeSpan.FromSeconds(3), context => Open(context, Shared, place, batchMax: 100), counts);
}
