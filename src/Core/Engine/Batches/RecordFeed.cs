using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// How a record source puts records into a partition: it stores the bytes of a record, which makes slices of them, then adds the record.
/// When nothing behind it keeps records, two slabs are used in turn and stay in the cache; otherwise every slab lives as long as the
/// batch. Used by one thread, during <see cref="IRecordSource{T}.Read"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class RecordFeed<T>
{
    private readonly Stage<T> _next;
    private readonly BatchScope _scope;
    private readonly List<Slab> _full = []; // records of the block, or the one being made, may lie in them
    private readonly T[] _block = ArrayPool<T>.Shared.Rent(Block.Size);
    private int _count;
    private Slab? _slab;
    private int _used;

    internal RecordFeed(Stage<T> next, BatchScope scope)
    {
        _next = next;
        _scope = scope;
    }

    /// <summary>Whether no more records are wanted.</summary>
    public bool IsFull => _next.IsFull;

    /// <summary>
    /// Says where the records come from that are added from now on, for the dead letters of those that the next step refuses.
    /// </summary>
    /// <param name="origin">Where they come from; a record is a line of it.</param>
    public void Begin(ITextOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        HandOn();
        _next.Begin(origin);
    }

    /// <summary>Copies bytes of the record that is added next. The slice lives as long as the batch needs it.</summary>
    /// <param name="bytes">Any bytes, at most <see cref="Slab.MaxCapacity"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more bytes than a slab can have.</exception>
    public Utf8Slice Store(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= Utf8Slice.InlineCapacity)
        {
            return Utf8Slice.FromInline(bytes);
        }

        if (_slab is null || _slab.Capacity - _used < bytes.Length)
        {
            MoveOn(bytes.Length);
        }

        bytes.CopyTo(_slab!.Bytes[_used..]);
        Utf8Slice slice = _slab.Slice(_used, bytes.Length);
        _used += bytes.Length;
        return slice;
    }

    /// <summary>Adds a record; its slices were stored since the record before, or live longer than the batch.</summary>
    /// <param name="record">The record.</param>
    public void Add(in T record)
    {
        _block[_count++] = record;
        if (_count == Block.Size)
        {
            HandOn();
        }

        if (_full.Count > 0)
        {
            LetGoOfFull();
        }
    }

    /// <summary>Hands the last block on and returns scratch; the stage is completed by whoever made it.</summary>
    internal void Complete()
    {
        HandOn();
        if (_slab is not null)
        {
            _full.Add(_slab);
            _slab = null;
            LetGoOfFull();
        }
    }

    /// <summary>Gives back what is held, also when reading threw.</summary>
    internal void Release()
    {
        _slab?.Release();
        _full.ForEach(static slab => slab.Release());
        _full.Clear();
        ArrayPool<T>.Shared.Return(_block, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    private void MoveOn(int capacity)
    {
        Slab slab = SlabPool.Rent(Math.Max(capacity, Slab.StandardCapacity));
        if (_slab is not null)
        {
            _full.Add(_slab); // until the record that is being made is handed on: its first slices may lie there
        }

        _slab = slab;
        _used = 0;
    }

    private void HandOn()
    {
        if (_count > 0)
        {
            int count = _count;
            _count = 0;
            _next.Accept(_block.AsSpan(0, count));
        }
    }

    private void LetGoOfFull()
    {
        HandOn();
        if (!_next.KeepsRecords)
        {
            _next.Flush();
        }

        foreach (Slab slab in _full)
        {
            if (_next.KeepsRecords)
            {
                _scope.Keep(slab);
            }
            else
            {
                slab.Release();
            }
        }

        _full.Clear();
    }
}
