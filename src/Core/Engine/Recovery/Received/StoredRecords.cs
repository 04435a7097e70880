namespace HotStream;

/// <summary>Records in the log of a lane: a frame is how many there are, and the records as a column.</summary>
internal static class StoredRecords
{
    private const int RecordsMax = 4096;

    /// <summary>
    /// Appends records: as one frame, or as halves when one would be too long. What a codec throws at is said, and not kept.
    /// </summary>
    public static void Append<T>(ReadOnlySpan<T> records, StoredColumn<T> column, LaneLog log)
    {
        SnapshotWriter scratch = log.Scratch;
        scratch.Clear();
        try
        {
            scratch.WriteLength(records.Length);
            column.Write(records, scratch);
        }
        catch (Exception failure)
        {
            log.Report(records.Length, failure);
            return;
        }

        if (records.Length <= RecordsMax && scratch.Written.Length <= Frame.PayloadMax)
        {
            log.Append(scratch.Written);
        }
        else if (records.Length > 1)
        {
            Append(records[..(records.Length / 2)], column, log);
            Append(records[(records.Length / 2)..], column, log);
        }
        else
        {
            log.Report(1, new InvalidDataException($"It needs {scratch.Written.Length} bytes, more than {Frame.PayloadMax}."));
        }
    }

    /// <summary>The records of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="column">How they are stored.</param>
    /// <param name="texts">Where the bytes of slices go.</param>
    /// <exception cref="InvalidDataException">It is no frame of such records.</exception>
    public static T[] Read<T>(ReadOnlyMemory<byte> frame, StoredColumn<T> column, Utf8Arena texts)
    {
        var reader = new SnapshotReader(frame);
        int count = reader.ReadLength();
        T[] read = count <= RecordsMax ? new T[count] : throw SnapshotReader.Damaged();
        column.Read(reader, read, texts);
        return read;
    }
}
