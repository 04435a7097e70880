namespace HotStream;

/// <summary>
/// The data of one batch time: partitions of records, computed when somebody asks for them, each time anew unless cached, by the fused
/// stages of its operators. Operators on a batch return another batch and compute nothing; actions (<see cref="Count"/>,
/// <see cref="ToList()"/>, <see cref="ForeachPartition(Action{Partition{T}})"/> ...) compute, in parallel over partitions, and return when
/// done. A batch, and every <see cref="Utf8Slice"/> from it, is valid until the outputs of its batch time are done (or as long as
/// <see cref="StreamingContext.Remember"/> says). Use it from one thread at a time.
/// <c>foreach</c> and LINQ see the records of <see cref="ToList()"/>, computed anew for each walk: filter and map before.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public abstract partial class Batch<T> : IEnumerable<T>
{
    internal Batch(BatchScope scope)
    {
        Awaitable.Refuse<T>();
        Scope = scope;
    }

    /// <summary>The batch time.</summary>
    public BatchTime Time => Scope.Time;

    /// <summary>Number of partitions.</summary>
    public abstract int PartitionCount { get; }

    /// <summary>What it is; computes nothing.</summary>
    public override string ToString() => $"batch of {Time}, {PartitionCount} partitions of {typeof(T).Name}";

    internal BatchScope Scope { get; }

    /// <summary>About how many records there are, or -1: only to decide whether other threads are worth waking.</summary>
    internal virtual long SizeHint => -1;

    /// <summary>
    /// Whether each partition holds all records of the sources (connections, devices, keys) it holds any of, so that writing partitions
    /// side by side keeps the order of every source. Not so where a list or a file was cut into partitions.
    /// </summary>
    internal virtual bool KeepsSourcesWhole => PartitionCount == 1;

    /// <summary>The partition that has all records, as one connection's lane does whose order is needed; -1 when there may be several.</summary>
    internal virtual int SolePartition => PartitionCount == 1 ? 0 : -1;

    internal bool IsSmall => SizeHint is >= 0 and < 4096;

    /// <summary>Computes whatever must exist in full before any partition can be read. Idempotent; called on the driver.</summary>
    internal virtual void Prepare()
    {
    }

    /// <summary>Lets go of records that are kept beyond a reading.</summary>
    internal virtual void ForgetRecords()
    {
    }

    /// <summary>Pushes one partition's records, in blocks, and completes the stage. Who made the stage releases it.</summary>
    internal abstract void Execute(int partition, Stage<T> next);

    /// <summary>Prepares, then runs every partition into a stage of its own.</summary>
    internal void Run(Func<int, Stage<T>> stageOf)
    {
        Scope.ThrowIfReleased();
        Prepare();
        Scope.Executor.RunAll(new StageTask(this, stageOf), PartitionCount, IsSmall);
    }

    internal Batch<TOut> Narrow<TOut>(NarrowOperator<T, TOut> step) => new NarrowBatch<T, TOut>(this, step);

    internal Batch<TOut> Wide<TOut>(WideOperator<T, TOut> step) => new WideBatch<T, TOut>(this, step);

    private sealed class StageTask(Batch<T> batch, Func<int, Stage<T>> stageOf) : IPartitionTask
    {
        public void Run(int partition)
        {
            Stage<T> next = stageOf(partition);
            try
            {
                batch.Execute(partition, next);
            }
            finally
            {
                next.Release();
            }
        }
    }
}
