namespace HotStream;

/// <summary>A received input whose log has its records as columns.</summary>
internal abstract class StoredReceiverDStream<TItem, T>(StreamingContext context, ReceiverBase receiver)
    : ReceiverDStream<TItem, T>(context, receiver)
{
    private StoredColumn<T>? _column;

    protected override string Bind(CodecSet codecs)
    {
        _column = codecs.GrowingArray<T>(OperatorName);
        Array.ForEach(Lanes, lane => lane.LogColumn = _column);
        return _column.Name;
    }

    protected override Batch<T> Rebuild(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, out long records)
    {
        var texts = new Utf8Arena();
        scope.OnRelease(texts.Dispose);
        RecordPieces<T>[] lists = [.. lanes.Select(static _ => new RecordPieces<T>())];
        for (int i = 0; i < lanes.Length; i++)
        {
            foreach (ReadOnlyMemory<byte> frame in lanes[i])
            {
                lists[i].AddRange(StoredRecords.Read(frame, _column!, texts));
            }
        }

        records = lists.Sum(static list => list.Count);
        return new KeptBatch<T>(scope, lists);
    }
}
