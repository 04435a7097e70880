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

    protected override string Bind(CodecSet codecs) => "lines of text";

    protected override Batch<Utf8Slice> Rebuild(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, out long records)
    {
        RecordList<TextChunk>[] items = Array.ConvertAll(lanes, Load);
        records = items.Sum(static list => list.Span.ToArray().Sum(static chunk => chunk.Records));
        return new TextLaneBatch(scope, items, records);
    }

    protected override void Discard(RecordList<TextChunk> items) => TextLaneBatch.Release(items);

    protected override Batch<Utf8Slice> Build(BatchScope scope, RecordList<TextChunk>[] items, long records) =>
        new TextLaneBatch(scope, items, records);

    /// <summary>Puts the frames of a lane into slabs, one behind the other.</summary>
    private RecordList<TextChunk> Load(List<ReadOnlyMemory<byte>> frames)
    {
        var chunks = new RecordList<TextChunk>();
        Slab? slab = null;
        int filled = 0;
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            if (slab is null || slab.Capacity - filled < frame.Length)
            {
                slab?.Release();
                slab = SlabPool.Rent(Math.Max(Slab.StandardCapacity, frame.Length), Context.Graph.Budget);
                filled = 0;
            }

            frame.Span.CopyTo(slab.Bytes[filled..]);
            slab.AddLease();
            chunks.Add(new TextChunk(slab, filled, frame.Length));
            filled += frame.Length;
        }

        slab?.Release();
        return chunks;
    }
}
