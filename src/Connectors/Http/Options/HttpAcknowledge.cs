namespace HotStream;

/// <summary>When who posts records is answered that they are taken.</summary>
public enum HttpAcknowledge
{
    /// <summary>
    /// When they are on disk, in the write-ahead log of a context made by <see cref="StreamingContext.GetOrCreate"/>: in some milliseconds.
    /// In a context without that log, as <see cref="Committed"/>.
    /// </summary>
    Durable,

    /// <summary>
    /// When all outputs of their batch are done and none failed, which takes an interval and more. If one failed, the answer is 503 and
    /// the sender has to send again.
    /// </summary>
    Committed,
}
