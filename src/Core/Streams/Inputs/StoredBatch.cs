namespace HotStream;

/// <summary>Batches of records that a log of what was received holds.</summary>
internal static class StoredBatch
{
    /// <summary>The records of frames, until the scope ends.</summary>
    /// <param name="scope">Scope of the batch.</param>
    /// <param name="lanes">Frames of each lane.</param>
    /// <param name="column">How records are stored.</param>
    /// <param name="records">How many there are.</param>
    public static Batch<T> Read<T>(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, StoredColumn<T> column, out long records)
    {
        var texts = new Utf8Arena();
        scope.OnRelease(texts.Dispose);
        RecordList<T>[] lists = [.. lanes.Select(static _ => new RecordList<T>())];
        for (int i = 0; i < lanes.Length; i++)
        {
            foreach (ReadOnlyMemory<byte> frame in lanes[i])
            {
                lists[i].AddRange(StoredRecords.Read(frame, column, texts));
            }
        }

        records = lists.Sum(static list => (long)list.Count);
        return new KeptBatch<T>(scope, lists);
    }
}
