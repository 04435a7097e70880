namespace HotStream.Sinks;

/// <summary>A record that is, or has, a text which is JSON already.</summary>
internal readonly struct TextEncoder<T>(Func<T, Utf8Slice> text) : IRecordEncoder<T>
{
    public void Encode(in T record, RecordBody body)
    {
        Utf8Slice json = text(record);
        body.Write(json.Bytes);
    }
}
