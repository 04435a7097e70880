using System.Collections;

namespace HotStream;

/// <summary>One partition's records of one batch, valid while the call that handed it over lasts.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class Partition<T> : IReadOnlyList<T>
{
    private readonly RecordList<T> _records;

    internal Partition(int index, BatchTime time, RecordList<T> records)
    {
        Index = index;
        Time = time;
        _records = records;
    }

    /// <summary>The partition's number, from 0. With <see cref="Time"/> it identifies this data: the key of an idempotent output.</summary>
    public int Index { get; }

    /// <summary>The batch time.</summary>
    public BatchTime Time { get; }

    /// <summary>Number of records.</summary>
    public int Count => _records.Count;

    /// <summary>The records in place.</summary>
    public ReadOnlySpan<T> Span => _records.Span;

    /// <inheritdoc/>
    public T this[int index] => Span[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What it is, without its records.</summary>
    public override string ToString() => $"partition {Index} of {Time}, {Count} records";
}
