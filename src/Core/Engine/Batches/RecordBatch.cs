namespace HotStream;

/// <summary>Records of a source with partitions, read when the batch is. A source that can be disposed is, with the batch.</summary>
internal sealed class RecordBatch<T> : Batch<T>
{
    private readonly IRecordSource<T> _source;
    private readonly long _records;

    public RecordBatch(BatchScope scope, IRecordSource<T> source, long records)
        : base(scope)
    {
        _source = source;
        _records = records;
        if (source is IDisposable held)
        {
            scope.OnRelease(held.Dispose);
        }
    }

    public override int PartitionCount => _source.PartitionCount;

    internal override long SizeHint => _records;

    internal override bool KeepsSourcesWhole => true;

    internal override void Execute(int partition, Stage<T> next)
    {
        var feed = new RecordFeed<T>(next, Scope);
        try
        {
            _source.Read(partition, feed);
            feed.Complete();
        }
        finally
        {
            feed.Release();
        }

        next.Complete();
    }
}
