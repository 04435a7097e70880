namespace HotStream;

/// <summary>
/// The kept batches of a window of records in checkpoints. Sections, each with its kind first: batches (time, why it failed, its
/// partitions) and their records (time, partition, rows), then a head (time of the oldest batch that is kept). A batch is written once.
/// </summary>
internal sealed class RecordsRecovery<T>(OperatorPlace place, string operatorName, PaneGrid grid,
    Func<IEnumerable<(BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure)>> kept,
    Action<IEnumerable<(BatchTime Time, RetainedBatch<T>? Batch, Exception? Failure)>> restore) : Recoverable(place, partitions: 1)
{
    private const byte Head = 0;
    private const byte Batch = 1;
    private const byte Records = 2;

    private readonly SortedDictionary<long, (Exception? Failure, List<T>[] Partitions, Utf8Arena Texts)> _read = [];
    private StoredColumn<T>? _records;
    private long _written = long.MinValue;

    public override string Kind =>
        $"{operatorName} over {grid.LengthMilliseconds} ms every {grid.SlideMilliseconds} ms of {_records?.Name}";

    public override void Bind(CodecSet codecs) => _records = codecs.GrowingArray<T>(operatorName);

    public override bool Begin(int partition, BatchTime last, bool isWhole)
    {
        _written = isWhole ? long.MinValue : _written;
        return isWhole;
    }

    public override bool CaptureAhead(int partition, int rows, SnapshotWriter output)
    {
        foreach ((BatchTime at, RetainedBatch<T>? batch, Exception? failure) in kept().Where(batch => batch.Time.Milliseconds > _written))
        {
            if (rows <= 0)
            {
                return false;
            }

            _written = at.Milliseconds;
            output.Write(Batch);
            output.Write(at.Milliseconds);
            output.WriteText(failure?.Message ?? "");
            output.WriteLength(batch?.PartitionCount ?? 0);
            output.EndSection();
            for (int i = 0; i < batch?.PartitionCount; i++)
            {
                ReadOnlySpan<T> records = batch.Records(i);
                Write(at, i, records, output);
                rows -= records.Length;
            }
        }

        return true;
    }

    public override void Capture(int partition, BatchTime time, SnapshotWriter output)
    {
        CaptureAhead(partition, int.MaxValue, output);
        output.Write(Head);
        output.Write(kept().Select(batch => batch.Time.Milliseconds).FirstOrDefault(long.MaxValue));
        output.EndSection();
        _written = time.Milliseconds;
    }

    public override void Restore(int partition, SnapshotReader section)
    {
        byte kind = section.ReadByte();
        long time = section.ReadLong();
        switch (kind)
        {
            case Head:
                foreach (long gone in _read.Keys.Where(old => old < time).ToList())
                {
                    _read[gone].Texts.Dispose();
                    _read.Remove(gone);
                }

                break;
            case Batch:
                string failure = section.ReadString();
                int partitions = section.ReadLength();
                _read[time] = (failure.Length == 0 ? null : new InvalidOperationException($"Before the restart: {failure}"),
                    partitions > ushort.MaxValue ? throw SnapshotReader.Damaged()
                    : [.. Enumerable.Range(0, partitions).Select(_ => new List<T>())],
                    new Utf8Arena());
                break;
            case Records when _read.TryGetValue(time, out var batch):
                int at = section.ReadLength();
                var rows = new T[section.ReadLength(least: 1)];
                _records!.Read(section, rows, batch.Texts);
                (at < batch.Partitions.Length ? batch.Partitions[at] : throw SnapshotReader.Damaged()).AddRange(rows);
                break;
            default:
                throw SnapshotReader.Damaged();
        }
    }

    public override void Restored(BatchTime time)
    {
        _written = time.Milliseconds;
        restore(_read.Select(batch => (new BatchTime(batch.Key),
            batch.Value.Failure is null ? new RetainedBatch<T>(Array.ConvertAll(batch.Value.Partitions, ToList), batch.Value.Texts) : null,
            batch.Value.Failure)));
        _read.Clear();
    }

    private static RecordList<T> ToList(List<T> records)
    {
        var list = new RecordList<T>();
        list.AddRange(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(records));
        return list;
    }

    private void Write(BatchTime time, int partition, ReadOnlySpan<T> records, SnapshotWriter output)
    {
        for (int start = 0; start < records.Length; start += SnapshotWriter.RowsPerSection)
        {
            ReadOnlySpan<T> rows = records.Slice(start, Math.Min(SnapshotWriter.RowsPerSection, records.Length - start));
            output.Write(Records);
            output.Write(time.Milliseconds);
            output.WriteLength(partition);
            output.WriteLength(rows.Length);
            _records!.Write(rows, output);
            output.EndSection();
        }
    }
}
