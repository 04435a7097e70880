namespace HotStream.Kafka;

/// <summary>What a broker's answer to a record means.</summary>
internal static class KafkaRefusals
{
    /// <summary>
    /// Whether the record itself, or one that was sent together with it, can never be taken; anything else is the broker's state, or a
    /// setting, and fails the batch.
    /// </summary>
    public static bool MayBeOfTheRecord(KafkaCode code) => code is KafkaCode.MessageTooLarge or KafkaCode.RecordListTooLarge
        or KafkaCode.InvalidMessage or KafkaCode.InvalidMessageSize or KafkaCode.InvalidRecord or KafkaCode.InvalidTimestamp
        or KafkaCode.PolicyViolation;

    /// <summary>Why the batch fails.</summary>
    public static IOException ToException(string sink, KafkaCode code, TimeSpan retryFor) => new(code switch
    {
        KafkaCode.MessageTimedOut => $"No broker took the records of {sink} for {PlainText.Of(retryFor)} "
            + $"({nameof(KafkaSinkOptions)}.{nameof(KafkaSinkOptions.RetryFor)}); see that brokers run and can be reached.",
        KafkaCode.TopicAuthorizationFailed => $"{sink}: this user may not write there; let it, or write elsewhere.",
        KafkaCode.Fenced => $"{sink}: another producer has the same {nameof(KafkaSinkOptions.TransactionalId)}; give each its own.",
        _ => $"Records could not be written to {sink}: {PlainText.Of(RdKafka.Describe(code))}.",
    });

    /// <summary>Why a record is a dead letter.</summary>
    public static string Reason(KafkaCode code) => code == KafkaCode.MessageTooLarge
        ? "It is larger than the client (message.max.bytes) or the topic (max.message.bytes) takes; let them take more, or write less."
        : $"The broker refused it: {PlainText.Of(RdKafka.Describe(code))}.";
}
