namespace HotStream;

/// <summary>Lines of a text source, read when the batch is.</summary>
internal sealed class TextBatch(BatchScope scope, ITextSource source) : Batch<Utf8Slice>(scope)
{
    public override int PartitionCount => source.PartitionCount;

    internal override void Execute(int partition, BlockSink<Utf8Slice> sink)
    {
        var feed = new TextFeed(sink, Scope);
        try
        {
            source.Read(partition, feed);
        }
        finally
        {
            feed.Close();
        }

        sink.Complete();
    }
}
