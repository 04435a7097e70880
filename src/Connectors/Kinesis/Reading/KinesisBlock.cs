using System.Buffers;
using System.Runtime.InteropServices;

namespace HotStream.Kinesis;

/// <summary>
/// The records of one answer, in the answer's own memory: their data was decoded where it came. The memory is given back when nobody holds
/// it any more: whoever keeps a block takes a share of it. Made by one thread, then read by any.
/// </summary>
internal sealed class KinesisBlock
{
    private readonly byte[] _bytes;
    private readonly List<KinesisEntry> _entries;
    private int _holders = 1;

    /// <param name="bytes">The memory, of the shared pool.</param>
    /// <param name="entries">The records, in their order; the list is the block's from now on.</param>
    /// <param name="next">The next iterator; null at the end of the shard.</param>
    /// <param name="behindMilliseconds">How far behind the end of the shard the answer is.</param>
    /// <param name="time">When it was answered.</param>
    public KinesisBlock(byte[] bytes, List<KinesisEntry> entries, string? next, long behindMilliseconds, DateTimeOffset time) =>
        (_bytes, _entries, Next, BehindMilliseconds, Time) = (bytes, entries, next, behindMilliseconds, time);

    /// <summary>Bytes that it holds.</summary>
    public int Capacity => _bytes.Length;

    public int Count => _entries.Count;

    public string? Next { get; }

    public long BehindMilliseconds { get; }

    public DateTimeOffset Time { get; }

    public ref readonly KinesisEntry this[int index] => ref CollectionsMarshal.AsSpan(_entries)[index];

    public ReadOnlySpan<byte> SequenceOf(in KinesisEntry entry) => _bytes.AsSpan(entry.Sequence, entry.SequenceLength);

    public ReadOnlySpan<byte> KeyOf(in KinesisEntry entry) => _bytes.AsSpan(entry.Key, entry.KeyLength);

    public ReadOnlySpan<byte> DataOf(in KinesisEntry entry) => _bytes.AsSpan(entry.Data, entry.DataLength);

    /// <summary>The position behind a record.</summary>
    /// <param name="index">The record.</param>
    /// <param name="count">How many were taken with it.</param>
    public KinesisPosition PositionBehind(int index, long? count)
    {
        ref readonly KinesisEntry entry = ref this[index];
        return KinesisPosition.Behind(System.Text.Encoding.ASCII.GetString(SequenceOf(entry)), entry.Part, entry.Milliseconds, count);
    }

    /// <summary>The first record behind a position; <see cref="Count"/> when there is none.</summary>
    public int FirstBehind(KinesisPosition position)
    {
        int first = 0;
        while (first < _entries.Count && position.CompareRecord(SequenceOf(_entries[first]), _entries[first].Part) <= 0)
        {
            first++;
        }

        return first;
    }

    public void Hold() => Interlocked.Increment(ref _holders);

    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            KinesisLists.Return(_entries);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }
        }
    }
}
