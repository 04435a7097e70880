namespace HotStream;

/// <summary>
/// Where a <see cref="BlockFunction{TIn, TOut}"/> puts what it makes. Used by the thread that runs the function, during its call.
/// </summary>
/// <typeparam name="T">Records made.</typeparam>
public abstract class BlockOutput<T>
{
    private protected BlockOutput()
    {
    }

    /// <summary>The batch time; ahead of a batch, the time it will have.</summary>
    public abstract BatchTime Time { get; }

    /// <summary>The partition, from 0.</summary>
    public abstract int Partition { get; }

    /// <summary>
    /// Whether a record on which a function of the user throws is to be rejected (<see cref="StreamingOptions.OnRecordFailure"/>);
    /// otherwise let it throw, which fails the batch.
    /// </summary>
    public abstract bool RejectsFailures { get; }

    /// <summary>
    /// What the records of this block are lines of, as their text source said; null when they come from elsewhere, when another step stands
    /// between, or when they were cached. Dead letters name it by themselves.
    /// </summary>
    public abstract ITextOrigin? Origin { get; }

    /// <summary>Which line of <see cref="Origin"/> a record is, from 0.</summary>
    /// <param name="index">The record's place in the block that is being processed.</param>
    public abstract long LineOf(int index);

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record; texts in it may point into the records taken, or be made by <see cref="Store"/>.</param>
    public abstract void Add(T record);

    /// <summary>Keeps text that stands nowhere yet (an unescaped string, say) as long as the batch needs it.</summary>
    /// <param name="bytes">The text; any bytes.</param>
    public abstract Utf8Slice Store(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Makes a record a dead letter: counted, logged and given to <see cref="StreamingOptions.DeadLetters"/>, once, also when several
    /// outputs compute the same batch.
    /// </summary>
    /// <param name="index">The record's place in the block that is being processed, ascending from call to call.</param>
    /// <param name="source">Where it came from: the topic, the file; empty for the stream's name.</param>
    /// <param name="reason">Why it was refused and how to correct it.</param>
    /// <param name="record">All its bytes.</param>
    public abstract void Reject(int index, string source, string reason, ReadOnlySpan<byte> record);
}
