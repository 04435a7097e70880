using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>Running totals of many keys by <c>MapWithState</c> over a checkpoint directory, fed batch by batch.</summary>
internal sealed class HeldState : IDisposable
{
    private readonly ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>> _queue = new();
    private readonly StreamingContext _context;
    private readonly TimeSpan _interval;
    private readonly ManualClock? _clock;
    private readonly ManualResetEventSlim _first = new();
    private long _read;

    /// <param name="directory">The checkpoint directory.</param>
    /// <param name="keys">Keys held, where there is no checkpoint.</param>
    /// <param name="interval">Between batches.</param>
    /// <param name="checkpoints">Between checkpoints.</param>
    /// <param name="clock">Says when; null for the system's.</param>
    public HeldState(string directory, int keys, TimeSpan interval, TimeSpan checkpoints, ManualClock? clock)
    {
        (_interval, _clock) = (interval, clock);
        _context = StreamingContext.GetOrCreate(directory, () =>
        {
            var options = EngineWordCount.Options(clock ?? new ManualClock(), partitions: 2);
            options.TimeProvider = clock ?? TimeProvider.System;
            options.CheckpointInterval = checkpoints;
            options.MissedBatchesMax = 1;
            var context = new StreamingContext("held-state", interval, options);
            context.QueueStream(_queue).MapWithState(
                StateSpec.Function<Utf8Slice, long, long, long>((_, value, state) =>
                {
                    state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
                    return state.Get();
                }).InitialState(HeldKeys.States(keys)))
                .ForeachBatch(batch =>
                {
                    _read += batch.Count();
                    if (_read > 0)
                        _first.Set();
                });
            context.BatchCompleted += info => Delays.Add(info.DelayAfterDue!.Value.TotalMilliseconds);
            return context;
        });
    }

    /// <summary>Of each batch, from when it was due to its end, milliseconds.</summary>
    public List<double> Delays { get; } = [];

    public long Read => _read;

    public void Start() => _context.Start();

    public void Enqueue(IReadOnlyList<KeyValuePair<Utf8Slice, long>> batch) => _queue.Enqueue(batch);

    /// <summary>Runs a batch by the manual clock.</summary>
    public void Tick()
    {
        _clock!.Advance(_interval);
        if (!_context.AwaitDueBatches(TimeSpan.FromMinutes(2)))
            throw new TimeoutException("a batch was not finished in two minutes");
    }

    /// <summary>Waits for the first record's batch.</summary>
    public void WaitForFirst() => _first.Wait();

    public void Stop() => _context.Stop(graceful: true);

    public void Dispose() => _context.Dispose();
}
