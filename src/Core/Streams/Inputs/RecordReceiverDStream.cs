namespace HotStream;

/// <summary>Records from a user's receiver.</summary>
internal sealed class RecordReceiverDStream<T>(StreamingContext context, Receiver<T> receiver)
    : StoredReceiverDStream<T, T>(context, receiver)
{
    protected override Lane<T, T> CreateLane(int partition) => new ItemLane<T>(partition) { Budget = Context.Graph.Budget };

    protected override void Connect() => receiver.Writer = OpenWriter(home: null);

    protected override void Discard(RecordList<T> items) => items.Release();

    protected override Batch<T> Build(BatchScope scope, RecordList<T>[] items, long records) =>
        new KeptBatch<T>(scope, Array.ConvertAll(items, static list => new RecordPieces<T>(list)));
}
