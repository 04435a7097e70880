namespace HotStream.Sinks;

/// <summary>A text that is JSON already.</summary>
internal readonly struct SliceEncoder : IRecordEncoder<Utf8Slice>
{
    public void Encode(in Utf8Slice record, RecordBody body) => body.Write(record.Bytes);
}
