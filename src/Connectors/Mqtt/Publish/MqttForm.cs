using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>How the records of one partition become messages. Who holds its bytes is not copied on the way. One thread at a time.</summary>
/// <param name="topic">Writes the topic of a record; null when all have one.</param>
/// <param name="fixedTopic">The topic of all records, if they have one.</param>
/// <param name="payload">Writes the payload of a record.</param>
internal sealed class MqttForm<T>(RecordEncoder<T>? topic, byte[] fixedTopic, RecordEncoder<T> payload)
{
    private readonly ArrayBufferWriter<byte> _topic = new();
    private readonly ArrayBufferWriter<byte> _payload = new();

    /// <summary>Adds a message for each record; the outbox is locked.</summary>
    public void Add(ReadOnlySpan<T> records, MqttOutbox outbox)
    {
        foreach (ref readonly T record in records)
        {
            Utf8Slice name = default;
            Utf8Slice body;
            bool holdsName = false;
            bool holdsBody;
            _topic.ResetWrittenCount();
            _payload.ResetWrittenCount();
            try
            {
                holdsName = topic is not null && topic.TryGetSlice(in record, out name);
                if (!holdsName)
                {
                    topic?.Encode(in record, _topic);
                }

                holdsBody = payload.TryGetSlice(in record, out body);
                if (!holdsBody)
                {
                    payload.Encode(in record, _payload);
                }
            }
            catch (Exception cause)
            {
                outbox.Refuse(payload.Describe(in record, _payload.WrittenSpan), cause);
                continue;
            }

            outbox.Add(topic is null ? fixedTopic : holdsName ? name.Bytes : _topic.WrittenSpan, holdsBody
                ? body.Bytes : _payload.WrittenSpan);
        }
    }
}
