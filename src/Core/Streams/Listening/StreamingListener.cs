namespace HotStream;

/// <summary>
/// Hears what happens in a <see cref="StreamingContext"/>: derive, override what you want to hear, and pass it to
/// <see cref="StreamingContext.AddListener"/>. The events are those of Spark's <c>StreamingListener</c>, and the end.
/// <para>All calls come one after another, in the order in which things happened, on a thread of the context's own: a slow listener holds
/// nothing up, but when it is more than 10,000 events behind, further events are dropped and that is logged. A listener that throws is
/// logged and called again for the next event. Stopping the context from inside a call is refused.</para>
/// </summary>
public abstract class StreamingListener
{
    /// <summary>The context was started.</summary>
    /// <param name="time">When.</param>
    public virtual void OnStreamingStarted(DateTimeOffset time)
    {
    }

    /// <summary>A receiver runs, for the first time or again.</summary>
    /// <param name="receiver">The receiver.</param>
    public virtual void OnReceiverStarted(ReceiverInfo receiver)
    {
    }

    /// <summary>A receiver reported a problem, or failed and will be restarted.</summary>
    /// <param name="receiver">The receiver; its last error says what.</param>
    public virtual void OnReceiverError(ReceiverInfo receiver)
    {
    }

    /// <summary>A receiver has stopped for good.</summary>
    /// <param name="receiver">The receiver.</param>
    public virtual void OnReceiverStopped(ReceiverInfo receiver)
    {
    }

    /// <summary>A batch fell due and waits for the driver. Its inputs are not closed yet, so it has no records.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchSubmitted(BatchInfo batch)
    {
    }

    /// <summary>The driver has begun a batch and closed its received inputs; queues and other listed inputs are read later.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchStarted(BatchInfo batch)
    {
    }

    /// <summary>All outputs of a batch are done, well or not.</summary>
    /// <param name="batch">The batch.</param>
    public virtual void OnBatchCompleted(BatchInfo batch)
    {
    }

    /// <summary>An output operation of a batch starts.</summary>
    /// <param name="output">The output operation.</param>
    public virtual void OnOutputOperationStarted(OutputOperationInfo output)
    {
    }

    /// <summary>An output operation of a batch is done, well or not.</summary>
    /// <param name="output">The output operation.</param>
    public virtual void OnOutputOperationCompleted(OutputOperationInfo output)
    {
    }

    /// <summary>The context has stopped; the last call.</summary>
    /// <param name="time">When.</param>
    public virtual void OnStreamingStopped(DateTimeOffset time)
    {
    }
}
