namespace HotStream;

/// <summary>One row without columns: what a SELECT without FROM is computed over.</summary>
internal sealed class OneRowSource : FrameSource
{
    public override Schema Schema => Schema.Empty;

    public override int Partitions => 1;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        var batch = new ColumnBatch();
        batch.SetLength(1);
        sink.Push(batch);
    }

    public override string ToString() => "one row";
}
