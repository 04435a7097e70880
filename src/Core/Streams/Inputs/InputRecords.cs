using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The records of a batch of an <see cref="InputDStream{T}"/>, and the texts in them: filled by one thread, and used again for another
/// batch when nobody reads them any more.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class InputRecords<T> : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly ConcurrentBag<InputRecords<T>> _free;

    private InputRecords(ConcurrentBag<InputRecords<T>> free) => _free = free;

    /// <summary>The records.</summary>
    public List<T> Records { get; } = [];

    /// <summary>Takes one that is free, or makes one.</summary>
    /// <param name="free">Those of an input that are free.</param>
    public static InputRecords<T> Rent(ConcurrentBag<InputRecords<T>> free)
    {
        ArgumentNullException.ThrowIfNull(free);
        return free.TryTake(out InputRecords<T>? again) ? again : new InputRecords<T>(free);
    }

    /// <summary>Keeps a text as long as the batch.</summary>
    /// <param name="text">The text; any bytes.</param>
    public Utf8Slice Keep(ReadOnlySpan<byte> text) => _texts.Add(text);

    /// <summary>Forgets records behind the first.</summary>
    /// <param name="count">How many stay.</param>
    public void CutTo(int count) => Records.RemoveRange(count, Records.Count - count);

    /// <summary>These records as what an input gives; they are given back with the batch.</summary>
    /// <param name="partitions">Partitions to split them into.</param>
    public InputBatch<T> ToBatch(int partitions) => InputBatch<T>.Of(Records, partitions, this);

    /// <summary>Nobody reads them any more.</summary>
    public void Dispose()
    {
        Records.Clear();
        _texts.Clear();
        _free.Add(this);
    }
}
