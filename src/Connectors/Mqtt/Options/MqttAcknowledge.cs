namespace HotStream;

/// <summary>When QoS 1 and 2 messages are acknowledged to whoever sent them.</summary>
public enum MqttAcknowledge
{
    /// <summary>
    /// When all outputs of the batch that holds the message are done and none failed: a message that was acknowledged has been processed,
    /// whatever dies. What a failed batch held is not acknowledged, and sent again.
    /// </summary>
    Committed,

    /// <summary>
    /// When the message is in the engine's hands: faster, but messages of batches not done yet are lost when the process dies.
    /// </summary>
    Stored,
}
