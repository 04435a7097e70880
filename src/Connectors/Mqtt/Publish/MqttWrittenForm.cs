using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>Records whose topic and payload are written when they are published.</summary>
internal sealed class MqttWrittenForm<T>(Action<T, IBufferWriter<byte>> topic, Action<T, IBufferWriter<byte>> payload) : MqttForm<T>
{
    private readonly ArrayBufferWriter<byte> _topic = new();
    private readonly ArrayBufferWriter<byte> _payload = new();

    public override void Add(ReadOnlySpan<T> records, MqttOutbox outbox)
    {
        foreach (ref readonly T record in records)
        {
            _topic.ResetWrittenCount();
            _payload.ResetWrittenCount();
            try
            {
                topic(record, _topic);
                payload(record, _payload);
            }
            catch (Exception cause)
            {
                outbox.Refuse(RecordText.Format(record), cause);
                continue;
            }

            outbox.Add(_topic.WrittenSpan, _payload.WrittenSpan);
        }
    }
}
