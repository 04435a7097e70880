namespace HotStream;

/// <summary>Lines of a text source, read when the batch is. A source that can be disposed is, with the batch.</summary>
internal sealed class TextBatch : Batch<Utf8Slice>
{
    private readonly ITextSource _source;

    public TextBatch(BatchScope scope, ITextSource source)
        : base(scope)
    {
        _source = source;
        if (source is IDisposable held)
        {
            scope.OnRelease(held.Dispose);
        }
    }

    public override int PartitionCount => _source.PartitionCount;

    internal override void Execute(int partition, Stage<Utf8Slice> next)
    {
        var feed = new TextFeed(next, Scope);
        try
        {
            _source.Read(partition, feed);
        }
        finally
        {
            feed.Close();
        }

        next.Complete();
    }
}
