using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors;

/// <summary>A program that counts the texts of a source, in state that survives it.</summary>
internal static class ConnectorCount
{
    /// <summary>Starts it, or goes on with what an earlier life left.</summary>
    /// <param name="directory">The checkpoint directory.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="checkpoints">Between checkpoints.</param>
    /// <param name="open">Opens the source.</param>
    /// <param name="counts">Takes how often each text came.</param>
    public static StreamingContext Start(DirectoryInfo directory, ManualClock clock, TimeSpan checkpoints,
        Func<StreamingContext, DStream<Utf8Slice>> open, Dictionary<string, long> counts)
    {
        StreamingContext context = StreamingContext.GetOrCreate(directory.FullName, () =>
        {
            var made = new StreamingContext("counting", TimeSpan.FromSeconds(1), new StreamingOptions
            {
                TimeProvider = clock,
                OneActivePerProcess = false,
                Partitions = 2,
                CheckpointInterval = checkpoints,
                LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            });
            open(made).Named("place").Map(static text => KeyValuePair.Create(text.ToString(), 1L))
                .UpdateStateByKey(static (IReadOnlyList<long> now, Optional<long> sum) =>
                    Optional<long>.Some(now.Sum() + sum.GetValueOrDefault(0)))
                .ForeachBatch(batch => batch.ToList().ForEach(pair => counts[pair.Key] = pair.Value));
            return made;
        });
        context.Start();
        return context;
    }

    /// <summary>Lets a batch fall due, and waits for its end.</summary>
    public static bool Step(StreamingContext context, ManualClock clock)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        Thread.Sleep(2);
        return context.AwaitDueBatches(Engine.Patience);
    }
}
