namespace HotStream.Tests.Io.Kafka;

/// <summary>What may happen to a request.</summary>
public enum KafkaFault
{
    /// <summary>The broker goes away, and has not done it.</summary>
    RequestIsLost,

    /// <summary>The broker goes away, and has done it.</summary>
    AnswerIsLost,

    /// <summary>The broker stands still for a while, and then answers.</summary>
    AnswerIsLate,
}
