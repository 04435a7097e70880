using System.Threading.Channels;

namespace HotStream.Tests.Streams;

/// <summary>Inputs that read beside the batches: nothing that reading throws ends it, and nothing of it is silent.</summary>
public sealed class KeepReadingTests
{
    [Fact]
    public void What_was_foreseen_is_logged_as_it_is_explained_and_what_was_not_with_its_type_and_reading_goes_on()
    {
        var log = new LogCapture();
        using var engine = new Engine(partitions: 1, options => options.LoggerFactory = log);
        var input = new Reading(engine.Context,
            () => throw new IOException("the line is cut"), () => throw new InvalidCastException("odd"), () => { });
        var seen = new List<int>();
        input.ForeachBatch(batch => seen.AddRange(batch.ToList()));
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count == 3;
            },
            "three readings began");
        Assert.Equal([1, 2, 3], seen);
        string[] told = [.. log.Entries.Select(static entry => entry.Message).Where(static message => message.Contains("reports"))];
        Assert.Equal(2, told.Length);
        Assert.EndsWith("explained: the line is cut", told[0], StringComparison.Ordinal);
        Assert.Contains("InvalidCastException: odd", told[1], StringComparison.Ordinal);
        Assert.True(input.Kept.Wait(Engine.Patience), "a reading that has no more ends");
    }

    [Fact]
    public void The_stop_ends_a_reading_and_its_failure_is_not_told()
    {
        var log = new LogCapture();
        var engine = new Engine(partitions: 1, options => options.LoggerFactory = log);
        var input = new Reading(engine.Context);
        input.ForeachBatch(static _ => { });
        engine.Tick();
        Task kept = input.Kept;
        engine.Dispose();
        Assert.True(kept.Wait(Engine.Patience));
        Assert.DoesNotContain(log.Entries, static entry => entry.Message.Contains("reports"));
    }

    /// <summary>Each reading gives its number and ends by an act; without one it waits for the stop.</summary>
    private sealed class Reading(StreamingContext context, params Action[] ends) : InputDStream<int>(context, "reading")
    {
        private readonly Channel<int> _waiting = Channel.CreateUnbounded<int>();
        private readonly CancellationTokenSource _stopping = new();
        private readonly Backoff _backoff = new(TimeSpan.MaxValue, TimeProvider.System, first: TimeSpan.FromMilliseconds(1));
        private int _readings;

        public Task Kept { get; private set; } = Task.CompletedTask;

        protected internal override void OnStart(BatchTime zeroTime, BatchTime startTime) => Kept = KeepReadingAsync(
            ReadAsync, static failure => failure is IOException ? $"explained: {failure.Message}" : null, _backoff, _stopping.Token);

        protected override InputBatch<int> Read(BatchTime time) =>
            InputBatch<int>.Of(_waiting.Reader.TryRead(out int number) ? [number] : [], 1);

        protected internal override void OnStop()
        {
            _stopping.Cancel();
            Kept.GetAwaiter().GetResult();
            _stopping.Dispose();
        }

        private async Task ReadAsync(CancellationToken stop)
        {
            if (ends.Length == 0)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }

            await _waiting.Writer.WriteAsync(++_readings, stop);
            ends[_readings - 1]();
        }
    }
}
