namespace HotStream.Io;

/// <summary>Records that hold their topic and payload.</summary>
internal sealed class MqttSliceForm<T>(Func<T, Utf8Slice> topic, Func<T, Utf8Slice> payload) : MqttForm<T>
{
    public override void Add(ReadOnlySpan<T> records, MqttOutbox outbox)
    {
        foreach (ref readonly T record in records)
        {
            Utf8Slice name = topic(record);
            Utf8Slice body = payload(record);
            outbox.Add(name.Bytes, body.Bytes);
        }
    }
}
