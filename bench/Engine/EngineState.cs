using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// A running total by key through <c>MapWithState</c>, as a user writes it: the state is loaded beforehand, then batch after batch is
/// closed, mapped and read by an output. A manual clock says when; from its tick to the end of the batch everything counts.
/// </summary>
internal static class EngineState
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <param name="input">The batches.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="isDurable">
    /// Whether each batch is synced to the disk and every tenth is followed by a checkpoint, as by default; else the log is written and
    /// synced once a day, and no checkpoint is taken.
    /// </param>
    public static JobOutcome Run(StateBatches input, int partitions, bool isDurable = false)
    {
        var directory = Directory.CreateTempSubdirectory("hotstream-bench-");
        try
        {
            var clock = new ManualClock();
            var options = EngineWordCount.Options(clock, partitions);
            if (isDurable)
            {
                options.CheckpointInterval = null;
                options.LogSyncInterval = TimeSpan.Zero;
            }

            using var context = new StreamingContext("map-with-state", s_interval, options);
            context.Checkpoint(directory.FullName);
            var queue = new ConcurrentQueue<IReadOnlyList<KeyValuePair<Utf8Slice, long>>>();
            var mapped = context.QueueStream(queue).MapWithState(
                StateSpec.Function<Utf8Slice, long, long, KeyValuePair<Utf8Slice, long>>(Total)
                .InitialState(input.Keys.Select((key, i) => KeyValuePair.Create(key, StateBatches.Initial(i)))));
            long read = 0;
            var answer = default(JobAnswer);
            var isOver = false;
            mapped.ForeachBatch(batch => read += batch.Count());
            mapped.StateSnapshots().ForeachBatch(batch =>
            {
                if (isOver)
                    answer = batch.ToList().Aggregate(answer, (sum, pair) => sum.WithWord(pair.Key.Bytes, pair.Value));
            });
            context.Start();
            Tick(); // loads the state
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            foreach (var batch in input.Slices)
            {
                queue.Enqueue(batch);
                Tick();
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            isOver = true;
            Tick();
            return new JobOutcome(read, () => answer with { Total = read }) { Elapsed = elapsed, AllocatedBytes = allocated };

            void Tick()
            {
                clock.Advance(s_interval);
                if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                    throw new TimeoutException("a batch was not finished in a minute");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static KeyValuePair<Utf8Slice, long> Total(Utf8Slice key, Optional<long> value, State<long> state)
    {
        state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
        return KeyValuePair.Create(key, state.Get());
    }
}
