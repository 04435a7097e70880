namespace HotStream;

/// <summary>
/// Deals the pairs of one partition to those of a state in waves: while a wave is taken by the workers the next one is dealt. What is held
/// is two waves, however long the batch is, and they are still in a cache when they are taken. Each partition meets its pairs in the order
/// in which they come. One thread; <see cref="Dispose"/> waits for the workers.
/// </summary>
internal sealed class StateWaves<TKey, TValue>(Stage<KeyValuePair<TKey, TValue>>[] partitions, Executor executor)
    : Stage<KeyValuePair<TKey, TValue>>, IDisposable
{
    /// <summary>Pairs of a wave.</summary>
    public const int WaveSize = 1 << 15;

    private RecordPieces<KeyValuePair<TKey, TValue>>[] _dealt = Exchange<TKey, TValue>.Lists(partitions.Length);
    private RecordPieces<KeyValuePair<TKey, TValue>>[] _taken = Exchange<TKey, TValue>.Lists(partitions.Length);
    private PartitionRun? _taking;
    private int _waiting;

    /// <summary>Pairs that came.</summary>
    public long Count { get; private set; }

    public override bool KeepsRecords => KeyTraits<TKey>.MayHoldSlices || KeyTraits<TValue>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        Exchange<TKey, TValue>.Deal(block, _dealt);
        Count += block.Length;
        _waiting += block.Length;
        if (_waiting >= WaveSize)
        {
            AwaitTaken();
            (_dealt, _taken) = (_taken, _dealt);
            _taking = executor.Start(new Taking(partitions, _taken), partitions.Length);
            _waiting = 0;
        }
    }

    public override void Complete()
    {
        AwaitTaken();
        executor.RunAll(new Taking(partitions, _dealt), partitions.Length, isSmall: _waiting < 4096);
    }

    public void Dispose()
    {
        _taking?.Settle();
        Array.ForEach(_dealt, static list => list.Release());
        Array.ForEach(_taken, static list => list.Release());
    }

    private void AwaitTaken()
    {
        PartitionRun? taking = _taking;
        _taking = null;
        taking?.Wait();
        Array.ForEach(_taken, static list => list.Clear());
    }

    private sealed class Taking(Stage<KeyValuePair<TKey, TValue>>[] partitions, RecordPieces<KeyValuePair<TKey, TValue>>[] lists)
        : IPartitionTask
    {
        public void Run(int partition) => lists[partition].PushTo(partitions[partition]);
    }
}
