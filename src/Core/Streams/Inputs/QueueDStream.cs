using System.Collections.Concurrent;

namespace HotStream;

/// <summary>Batches taken from an in-memory queue: one entry each interval, or all that wait. An empty entry is an entry.</summary>
internal sealed class QueueDStream<T>(
    StreamingContext context, ConcurrentQueue<IReadOnlyList<T>> queue, bool oneAtATime, IReadOnlyList<T>? whenEmpty)
    : InputDStream<T>(context, "QueueStream")
{
    protected override InputBatch<T> Read(BatchTime time) => InputBatch<T>.Of(Next(), Context.Options.Partitions);

    private IReadOnlyList<T> Next()
    {
        if (!queue.TryDequeue(out IReadOnlyList<T>? first))
        {
            return whenEmpty ?? [];
        }

        if (oneAtATime)
        {
            return first;
        }

        var all = new List<T>(first);
        while (queue.TryDequeue(out IReadOnlyList<T>? next))
        {
            all.AddRange(next);
        }

        return all;
    }
}
