using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// What the aggregates of a fixed size know of a group, side by side in one row: up to a cache line of them costs one miss a record, not
/// one each. Rows are by group number; those of new groups are zero. One owner; not thread-safe.
/// </summary>
internal sealed unsafe class StateRows : IDisposable
{
    private const int LineBytes = 64;
    private const nuint CacheBytes = 2048 * 1024;
    private const int FetchedAtOnce = 128; // rows that fit the first-level cache twice, with what is folded into them
    private const int FirstRows = 1024;

    private NativeBlock? _block;
    private int _used;
    private nuint _capacity;

    /// <summary>Bytes from row to row: a power of two up to a line, so that no row of that size lies in two.</summary>
    public int Stride => _used <= LineBytes ? (int)BitOperations.RoundUpToPowerOf2((uint)_used) : _used;

    /// <summary>Bytes of so many groups: of a few what they hold, of more what there is room for.</summary>
    public long BytesOf(int groups) => _capacity > FirstRows ? (long)_capacity * Stride : groups * (long)Stride;

    /// <summary>Makes room for one more state in every row, before there is any; where in the row it is.</summary>
    public int Add(int bytes)
    {
        int place = _used;
        _used += (bytes + 7) & ~7;
        return place;
    }

    /// <summary>Makes room for so many groups; columns taken before are invalid.</summary>
    public void Reserve(int count)
    {
        if ((_block is not null && (nuint)count <= _capacity) || _used == 0)
        {
            return;
        }

        nuint capacity = Math.Max(Math.Max((nuint)count, FirstRows), _capacity * 2);
        if (_block is not null && _block.TryGrow(capacity * (nuint)Stride))
        {
            _capacity = capacity;
            return;
        }

        var grown = new NativeBlock(capacity * (nuint)Stride);
        if (_block is not null)
        {
            Buffer.MemoryCopy(_block.Pointer, grown.Pointer, grown.Length, _capacity * (nuint)Stride);
            _block.Dispose();
        }

        _block = grown;
        _capacity = capacity;
    }

    /// <summary>
    /// How many records are folded into rows before the next: where rows are beyond the cache, so few that all aggregates find the rows of
    /// these in the first level.
    /// </summary>
    public int RowsAtOnce => IsBeyondCache ? FetchedAtOnce : ColumnBatch.MaxRows;

    private bool IsBeyondCache => _used > 0 && _capacity * (nuint)Stride > CacheBytes;

    /// <summary>Asks for the rows of some groups, so that their misses overlap.</summary>
    public void Fetch(int* groups, int count)
    {
        if (!IsBeyondCache || !Sse.IsSupported)
        {
            return;
        }

        StateColumn<byte> rows = Column<byte>(0);
        for (int i = 0; i < count; i++)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref rows[groups[i]]));
        }
    }

    /// <summary>The states at a place of every row.</summary>
    public StateColumn<TState> Column<TState>(int place)
        where TState : unmanaged => new(_block!.Pointer + place, Stride);

    public void Dispose() => _block?.Dispose();
}
