namespace HotStream.Kafka;

/// <summary><c>rd_kafka_error_t</c>.</summary>
/// <param name="Code">What it was.</param>
/// <param name="Text">In words.</param>
/// <param name="MayPass">Whether the same call may succeed another time.</param>
/// <param name="NeedsAbort">Whether the transaction can only be aborted.</param>
internal sealed record KafkaError(KafkaCode Code, string Text, bool MayPass, bool NeedsAbort);
