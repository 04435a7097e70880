namespace HotStream.Mqtt;

/// <summary>Texts to one topic.</summary>
internal sealed class MqttTextForm(byte[] topic) : MqttForm<Utf8Slice>
{
    public override void Add(ReadOnlySpan<Utf8Slice> records, MqttOutbox outbox)
    {
        foreach (ref readonly Utf8Slice record in records)
        {
            outbox.Add(topic, record.Bytes);
        }
    }
}
