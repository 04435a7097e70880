namespace HotStream;

/// <summary>
/// A batch's records kept beyond their batch time, for a window. When records may point into the batch's text, the text is kept too.
/// Counted leases: the window's own, and one for every batch of the window that may still be read. The window's batch at the same time as
/// this one needs no lease on the text: both have one scope, which would wait for itself for ever.
/// </summary>
internal sealed class RetainedBatch<T>
{
    private readonly RecordList<T>[] _partitions;
    private readonly BatchScope? _scope;
    private readonly Utf8Arena? _texts; // of records that were restored
    private int _leases = 1;

    public RetainedBatch(Batch<T> batch)
    {
        var partitions = new RecordList<T>[batch.PartitionCount];
        try
        {
            batch.Run(partition => new RecordListStage<T>(partitions[partition] = new RecordList<T>()));
        }
        catch
        {
            Release(partitions);
            throw;
        }

        _partitions = partitions;
        if (KeyTraits<T>.MayHoldSlices)
        {
            _scope = batch.Scope;
            _scope.Retain();
        }
    }

    /// <summary>Records of an earlier life.</summary>
    /// <param name="partitions">The records; taken over.</param>
    /// <param name="texts">What they point into; taken over.</param>
    public RetainedBatch(RecordList<T>[] partitions, Utf8Arena texts) => (_partitions, _texts) = (partitions, texts);

    public int PartitionCount => _partitions.Length;

    public long Count
    {
        get
        {
            long count = 0;
            foreach (RecordList<T> partition in _partitions)
            {
                count += partition.Count;
            }

            return count;
        }
    }

    /// <summary>The records of a partition.</summary>
    public ReadOnlySpan<T> Records(int partition) => _partitions[partition].Span;

    public void PushTo(int partition, Stage<T> next) => _partitions[partition].PushTo(next);

    /// <summary>Keeps records and text for a batch of the window until its scope ends.</summary>
    public void RetainFor(BatchScope reader)
    {
        BatchScope? text = reader == _scope ? null : _scope;
        Interlocked.Increment(ref _leases);
        text?.Retain();
        reader.OnRelease(() => Release(text));
    }

    /// <summary>The window gives up its own lease.</summary>
    public void Release() => Release(_scope);

    private void Release(BatchScope? text)
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            Release(_partitions);
            _texts?.Dispose();
        }

        text?.Release();
    }

    private static void Release(RecordList<T>?[] partitions)
    {
        foreach (RecordList<T>? partition in partitions)
        {
            partition?.Release();
        }
    }
}
