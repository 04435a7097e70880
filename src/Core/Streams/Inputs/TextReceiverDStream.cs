namespace HotStream;

/// <summary>Lines from a text receiver.</summary>
internal sealed class TextReceiverDStream(StreamingContext context, TextReceiver receiver)
    : ReceiverDStream<TextChunk, Utf8Slice>(context, receiver)
{
    protected override Lane<TextChunk, Utf8Slice> CreateLane(int partition) => new TextLane(partition);

    protected override void Connect()
    {
        receiver.OpenWriter = OpenWriter;
        receiver.LineLengthMax = Context.Options.LineLengthMax;
    }

    protected override void Discard(RecordList<TextChunk> items) => TextLaneBatch.Release(items);

    protected override Batch<Utf8Slice> Build(BatchScope scope, RecordList<TextChunk>[] items, long records) =>
        new TextLaneBatch(scope, items, records);
}
