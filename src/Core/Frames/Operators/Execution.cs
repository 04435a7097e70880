using System.Collections.Concurrent;

namespace HotStream;

/// <summary>One run of a plan: its workers, its end, its memory, and its file for what is beyond.</summary>
internal sealed class Execution(Executor executor, QueryMemory memory, QueryDisk disk, CancellationToken cancellation) : IDisposable
{
    private readonly ConcurrentDictionary<IDisposable, bool> _owned = new(ReferenceEqualityComparer.Instance);
    private int _parts;
    private int _partsRead;

    public CancellationToken Cancellation { get; } = cancellation;

    public QueryMemory Memory => memory;

    public int Workers => executor.WorkerCount;

    public QueryDisk Disk => disk;

    /// <summary>How groups are dealt.</summary>
    public GroupDealRule Deals { get; init; } = GroupDealRule.Of(memory.Limit, executor.WorkerCount);

    /// <summary>Parts of sources that were read to their end.</summary>
    public int PartsRead => Volatile.Read(ref _partsRead);

    /// <summary>Parts of the sources that reading has begun with.</summary>
    public int Parts => Volatile.Read(ref _parts);

    /// <summary>A source of so many parts is about to be read.</summary>
    public void Begin(int parts) => Interlocked.Add(ref _parts, parts);

    /// <summary>A part of a source was read.</summary>
    public void EndPart() => Interlocked.Increment(ref _partsRead);

    /// <summary>Computes a plan into a sink for each of its partitions.</summary>
    /// <param name="node">The plan.</param>
    /// <param name="sinks">Makes the sink of a partition.</param>
    /// <param name="begin">Called before any, with their number.</param>
    public void Run(Node node, Func<int, ColumnSink> sinks, Action<int>? begin)
    {
        node.Prepare(this);
        begin?.Invoke(node.Partitions);
        ForAll(node.Partitions, partition =>
        {
            ColumnSink sink = sinks(partition);
            node.Run(partition, sink);
            sink.Complete();
        });
    }

    /// <summary>Work for every partition, on all workers; returns when all is done. The first failure is thrown.</summary>
    public void ForAll(int partitions, Action<int> work)
    {
        Cancellation.ThrowIfCancellationRequested();
        executor.RunAll(new PartitionWork(work, Cancellation), partitions);
    }

    /// <summary>What holds memory is let go at the end at the latest, also when the query fails: texts are nobody's otherwise.</summary>
    public T Own<T>(T held)
        where T : class, IDisposable
    {
        _owned[held] = true;
        return held;
    }

    /// <summary>It is let go now; false when it was before.</summary>
    public bool Disown(IDisposable held) => _owned.TryRemove(held, out _);

    /// <summary>Lets go of all that is held, and of the file.</summary>
    public void Dispose()
    {
        foreach (IDisposable held in _owned.Keys)
        {
            held.Dispose();
        }

        disk.Dispose();
    }
}
