namespace HotStream;

/// <summary>When an agent of Flume is answered that its events are taken.</summary>
public enum FlumeAcknowledge
{
    /// <summary>
    /// When they are on disk, in the write-ahead log of a context made by <see cref="StreamingContext.GetOrCreate"/>: in some milliseconds.
    /// In a context without that log, as <see cref="Committed"/>.
    /// </summary>
    Durable,

    /// <summary>
    /// When all outputs of their batch are done and none failed, which takes an interval and more. If one failed, the answer is
    /// <c>FAILED</c>, and the agent sends again.
    /// </summary>
    Committed,
}
