using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Up to <see cref="Block.Size"/> records that point into one slab, with one lease on it. Pooled, and as large as it once had to be, so
/// that a source which sends one record at a time does not hold room for hundreds. One owner at a time: writer, ring, lane or batch.
/// </summary>
internal sealed class RecordBlock<T> : ILeased
{
    private const int LeastCapacity = 16;

    private static readonly ConcurrentBag<RecordBlock<T>> s_pool = [];

    private T[] _items = new T[LeastCapacity];
    private Slab? _slab;
    private MemoryBudget? _budget;
    private int _charged;
    private int _count;

    private RecordBlock()
    {
    }

    public Slab? Slab => _slab;

    public long Records => _count;

    public int Count => _count;

    public bool IsFull => _count == Block.Size;

    public ReadOnlySpan<T> Span => _items.AsSpan(0, _count);

    /// <summary>An empty block with a lease of its own on a slab the caller holds.</summary>
    public static RecordBlock<T> Rent(Slab slab)
    {
        RecordBlock<T> block = s_pool.TryTake(out RecordBlock<T>? pooled) ? pooled : new RecordBlock<T>();
        slab.AddLease();
        block._slab = slab;
        return block;
    }

    public void Add(in T record)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = record;
    }

    /// <summary>
    /// Charges the room of the records, which may be more than that of the bytes they point to, until the block is released.
    /// </summary>
    public void Charge(MemoryBudget budget)
    {
        _budget = budget;
        _charged = _items.Length * Unsafe.SizeOf<T>();
        budget.Charge(_charged);
    }

    /// <summary>Takes over another block's records when they lie in the same slab and fit; the other block is then released.</summary>
    public bool TryJoin(RecordBlock<T> next)
    {
        if (next._slab != _slab || _count + next._count > Block.Size)
        {
            return false;
        }

        foreach (ref readonly T record in next.Span)
        {
            Add(record);
        }

        next.Release();
        return true;
    }

    public void Release()
    {
        _slab!.Release();
        _slab = null;
        _budget?.Refund(_charged);
        _budget = null;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items, 0, _count);
        }

        _count = 0;
        s_pool.Add(this);
    }
}
