namespace HotStream.Tests.Streams;

public sealed class ReadAllTests
{
    [Fact]
    public async Task ReadAllAsync_hands_over_every_batch_in_order_and_ends_with_the_context()
    {
        using var engine = new Engine();
        IAsyncEnumerable<Batch<int>> batches = engine.Queue<int>([1], [], [2, 3]).ReadAllAsync();
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(3));
        var seen = new List<(long Time, int[] Records)>();
        Task reading = Task.Run(async () =>
        {
            await foreach (Batch<int> batch in batches)
            {
                seen.Add((batch.Time.Milliseconds, [.. batch.ToList()]));
            }
        });
        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        await engine.Context.StopAsync().WaitAsync(Engine.Patience);
        await reading.WaitAsync(Engine.Patience);
        Assert.Equal([1000, 2000, 3000], seen.Select(batch => batch.Time));
        Assert.Equal([[1], [], [2, 3]], seen.Select(batch => batch.Records));
    }

    [Fact]
    public async Task The_engine_waits_until_the_reader_asks_for_the_next_batch()
    {
        using var engine = new Engine();
        await using IAsyncEnumerator<Batch<int>> batches = engine.Queue<int>([1], [2]).ReadAllAsync().GetAsyncEnumerator();
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Engine.Patience));
        Assert.False(engine.Context.AwaitDueBatches(TimeSpan.FromMilliseconds(50)));
        Assert.Equal([1], batches.Current.ToList());
        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Engine.Patience));
        Assert.Equal([2], batches.Current.ToList());
    }

    [Fact]
    public async Task A_second_reader_of_one_sequence_is_refused_and_two_sequences_each_get_all_batches()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1], [2]);
        IAsyncEnumerable<Batch<int>> batches = stream.ReadAllAsync();
        IAsyncEnumerable<Batch<int>> others = stream.ReadAllAsync();
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        Task<List<int>>[] reading = [Read(batches), Read(others)];
        await using IAsyncEnumerator<Batch<int>> second = batches.GetAsyncEnumerator();
        Engine.WaitFor(() => engine.Context.Progress.CompletedBatches == 2, "both batches are read");
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
        Assert.Contains("have a reader already", refusal.Message, StringComparison.Ordinal);
        await engine.Context.StopAsync().WaitAsync(Engine.Patience);
        Assert.Equal([1, 2], await reading[0].WaitAsync(Engine.Patience));
        Assert.Equal([1, 2], await reading[1].WaitAsync(Engine.Patience));

        static async Task<List<int>> Read(IAsyncEnumerable<Batch<int>> batches)
        {
            var seen = new List<int>();
            await foreach (Batch<int> batch in batches)
            {
                seen.AddRange(batch.ToList());
            }

            return seen;
        }
    }

    [Fact]
    public async Task A_reader_that_leaves_does_not_hold_up_the_engine()
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1], [2], [3]);
        IAsyncEnumerable<Batch<int>> batches = stream.ReadAllAsync();
        List<List<int>> other = Engine.Collect(stream);
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(3));
        await foreach (Batch<int> batch in batches)
        {
            Assert.Equal([1], batch.ToList());
            break;
        }

        Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        Assert.Equal([[1], [2], [3]], other);
    }

    [Fact]
    public async Task A_reader_may_stop_the_context_between_two_batches()
    {
        using var engine = new Engine();
        IAsyncEnumerable<Batch<int>> batches = engine.Queue<int>([1], [2]).ReadAllAsync();
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        int seen = 0;
        await foreach (Batch<int> batch in batches)
        {
            seen += batch.ToList()[0];
            await engine.Context.StopAsync().WaitAsync(Engine.Patience);
        }

        Assert.Equal(1, seen);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public async Task A_reader_that_never_reads_does_not_hold_up_a_stop()
    {
        using var engine = new Engine();
        engine.Queue<int>([1], [2]).ReadAllAsync();
        engine.Context.Start();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        await engine.Context.StopAsync().WaitAsync(Engine.Patience);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public async Task A_cancelled_reader_ends_with_a_cancellation()
    {
        using var engine = new Engine();
        using var stop = new CancellationTokenSource();
        await using IAsyncEnumerator<Batch<int>> batches = engine.Queue<int>().ReadAllAsync(stop.Token).GetAsyncEnumerator();
        engine.Context.Start();
        ValueTask<bool> next = batches.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask().WaitAsync(Engine.Patience));
    }
}
