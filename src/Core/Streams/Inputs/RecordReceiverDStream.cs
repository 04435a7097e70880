namespace HotStream;

/// <summary>Records from a user's receiver.</summary>
internal sealed class RecordReceiverDStream<T>(StreamingContext context, Receiver<T> receiver) : ReceiverDStream<T, T>(context, receiver)
{
    private readonly List<ItemLane<T>> _lanes = [];
    private StoredColumn<T>? _column;

    protected override Lane<T, T> CreateLane(int partition)
    {
        var lane = new ItemLane<T>(partition);
        _lanes.Add(lane);
        return lane;
    }

    protected override void Connect() => receiver.Writer = OpenWriter(home: null);

    protected override string Bind(CodecSet codecs)
    {
        _column = codecs.Column<T>(OperatorName);
        _lanes.ForEach(lane => lane.Column = _column);
        return _column.Name;
    }

    protected override Batch<T> Rebuild(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, out long records) =>
        StoredBatch.Read(scope, lanes, _column!, out records);

    protected override void Discard(RecordList<T> items) => items.Release();

    protected override Batch<T> Build(BatchScope scope, RecordList<T>[] items, long records) => new KeptBatch<T>(scope, items);
}
