using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Recovery;

/// <summary>
/// Batches have numbers that sinks know them by: they are counted in intervals, so the interval is that of the query for good.
/// </summary>
public sealed class IntervalTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-interval-");
    private readonly ManualClock _clock = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Numbers_go_on_over_lives_and_over_batch_times_that_were_skipped()
    {
        var numbers = new List<long>();
        var queries = new HashSet<string>();
        foreach (int batches in (int[])[2, 1, 2])
        {
            using StreamingContext context = Context(TimeSpan.FromSeconds(1), (made, time) =>
            {
                numbers.Add(made.NumberOf(time));
                queries.Add(made.QueryId);
            });
            context.Start();
            _clock.Advance(TimeSpan.FromSeconds(batches));
            Assert.True(context.AwaitDueBatches(Engine.Patience));
            context.Stop();
            _clock.Advance(TimeSpan.FromSeconds(10)); // nothing is made up
        }

        Assert.Equal([1, 2, 2, 12, 13, 13, 23, 24, 25], numbers);
        Assert.Single(queries);
    }

    [Fact]
    public void Another_interval_is_refused_also_when_no_checkpoint_was_taken_yet()
    {
        using (StreamingContext context = Context(TimeSpan.FromSeconds(1), static (_, _) => { }))
        {
            context.Start();
            _clock.Advance(TimeSpan.FromSeconds(2));
            Assert.True(context.AwaitDueBatches(Engine.Patience));
        }

        Assert.Empty(_directory.GetFiles("*.state"));
        using StreamingContext other = Context(TimeSpan.FromMilliseconds(500), static (_, _) => { });
        Assert.Contains("an interval of 1000 ms", Assert.Throws<InvalidOperationException>(other.Start).Message, StringComparison.Ordinal);
    }

    private StreamingContext Context(TimeSpan interval, Action<StreamingContext, BatchTime> seen) =>
        StreamingContext.GetOrCreate(_directory.FullName, () =>
        {
            var context = new StreamingContext("interval", interval, new StreamingOptions
            {
                TimeProvider = _clock,
                OneActivePerProcess = false,
                Partitions = 1,
                MissedBatchesMax = 0,
                LoggerFactory = NullLoggerFactory.Instance,
            });
            new ScriptedInput<string>(context, _ => ["a"]).ForeachBatch((_, time) => seen(context, time));
            return context;
        });
}
