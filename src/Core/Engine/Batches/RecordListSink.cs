namespace HotStream;

/// <summary>Keeps all records in a list that somebody else owns.</summary>
internal sealed class RecordListSink<T>(RecordList<T> records) : BlockSink<T>
{
    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<T> block) => records.AddRange(block);
}
