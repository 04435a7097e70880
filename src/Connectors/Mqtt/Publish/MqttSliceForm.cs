namespace HotStream.Mqtt;

/// <summary>Records that hold their topic and payload.</summary>
internal sealed class MqttSliceForm<T>(Func<T, Utf8Slice> topic, Func<T, Utf8Slice> payload) : MqttForm<T>
{
    public override void Add(ReadOnlySpan<T> records, MqttOutbox outbox)
    {
        foreach (ref readonly T record in records)
        {
            Utf8Slice name;
            Utf8Slice body;
            try
            {
                name = topic(record);
                body = payload(record);
            }
            catch (Exception cause)
            {
                outbox.Refuse(RecordText.Format(record), cause);
                continue;
            }

            outbox.Add(name.Bytes, body.Bytes);
        }
    }
}
