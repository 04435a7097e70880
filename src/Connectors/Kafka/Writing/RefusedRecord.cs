namespace HotStream.Kafka;

/// <summary>A record that came back, with its bytes, so that it can be sent alone.</summary>
internal sealed record RefusedRecord(long Record, KafkaCode Code, byte[]? Key, byte[]? Payload, byte[]? Headers);
