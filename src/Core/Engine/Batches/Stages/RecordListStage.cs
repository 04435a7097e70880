namespace HotStream;

/// <summary>Keeps all records in a list that somebody else owns.</summary>
internal sealed class RecordListStage<T>(RecordList<T> records) : Stage<T>
{
    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<T> block) => records.AddRange(block);
}
