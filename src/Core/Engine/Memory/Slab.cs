using System.Buffers;

namespace HotStream;

/// <summary>
/// A pooled block of native bytes with counted leases. Bytes are received into a slab and read from it in place; whoever needs it
/// longer takes a lease, and the last lease returned gives the slab back to its pool. Going back raises the slab's generation, so
/// that every <see cref="Utf8Slice"/> that still points into it refuses to be read instead of showing somebody else's bytes.
/// Leases may be taken and returned from any thread; writing is for the one thread that rented the slab.
/// </summary>
public sealed unsafe class Slab
{
    /// <summary>Capacity in bytes of a slab of the usual size: small enough that text is still in the L2 cache when it is parsed.</summary>
    public const int StandardCapacity = 64 * 1024;

    /// <summary>Largest slab, in bytes; it bounds the longest line or payload.</summary>
    public const int MaxCapacity = 1 << SlabTable.OffsetBits;

    /// <summary>Bytes past the capacity that may be read (never written), so that vector loads need no tail case.</summary>
    internal const int ReadablePadding = 64;

    private SlabTable.Entry* _entry;
    private SlabMemory? _memory;
    private int _leases;

    internal Slab(byte* pointer, int capacity)
    {
        Pointer = pointer;
        Capacity = capacity;
        TakeIndex();
    }

    /// <summary>Usable bytes.</summary>
    public int Capacity { get; }

    /// <summary>The slab's bytes. Write only while you hold the lease you rented it with.</summary>
    public Span<byte> Bytes => new(Pointer, Capacity);

    /// <summary>Leases out on this slab; 0 when it is back in its pool.</summary>
    public int Leases => Volatile.Read(ref _leases);

    internal int Index { get; private set; }

    internal byte* Pointer { get; }

    /// <summary>The bytes for calls that take several pieces of memory; of use while there is a lease.</summary>
    internal Memory<byte> Memory => (_memory ??= new SlabMemory(this)).Memory;

    internal MemoryBudget? Budget { get; set; }

    /// <summary>Free-list link: index + 1 of the next free slab, owned by <see cref="SlabPool"/>.</summary>
    internal int NextFree { get; set; }

    /// <summary>What a slice at offset 0 of this slab stores; add the offset.</summary>
    internal ulong Reference => SlabTable.Pack(_entry->Generation, Index);

    /// <summary>Takes one more lease. The caller must hold one already.</summary>
    public void AddLease() => Interlocked.Increment(ref _leases);

    /// <summary>Returns one lease; the last one gives the slab back to the pool.</summary>
    /// <exception cref="InvalidOperationException">More leases were returned than taken.</exception>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _leases);
        if (left == 0)
        {
            SlabPool.Return(this);
        }
        else if (left < 0)
        {
            throw new InvalidOperationException($"Slab {Index} was released more often than leased. Release each lease exactly once.");
        }
    }

    /// <summary>A slice over bytes of this slab, valid until the last lease is returned.</summary>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="length">Bytes in the slice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the slab.</exception>
    public Utf8Slice Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Capacity - start);
        return Utf8Slice.Create(Pointer + start, length, Reference + (uint)start);
    }

    internal void Lease() => Volatile.Write(ref _leases, 1);

    /// <summary>Slices taken so far are refused from now on.</summary>
    internal void Retire()
    {
        if (!SlabTable.TryRetire(Index))
        {
            TakeIndex();
        }
    }

    private void TakeIndex()
    {
        Index = SlabTable.NextIndex();
        _entry = SlabTable.Publish(Index, Pointer);
        SlabTable.Register(this);
    }

    /// <summary>Native memory does not move: there is nothing to pin.</summary>
    private sealed class SlabMemory(Slab slab) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => slab.Bytes;

        public override MemoryHandle Pin(int elementIndex = 0) => new(slab.Pointer + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
