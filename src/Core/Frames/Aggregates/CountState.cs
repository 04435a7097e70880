using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>Rows, or rows in which none of the arguments is null.</summary>
internal sealed unsafe class CountState : AggregateState
{
    private const long FetchedAhead = 512 * 1024;

    private readonly GrowingArray<long> _counts = new();
    private int _count;

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        long* counts = Reserve(count);
        bool mayBeNull = false;
        foreach (ColumnVector input in inputs)
        {
            mayBeNull |= input.MayBeNull;
        }

        if ((long)count * sizeof(long) > FetchedAhead && Sse.IsSupported)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                Sse.Prefetch0(counts + groups[i]);
            }
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (mayBeNull && HasNull(inputs, rows.PlaceOf(i)))
            {
                continue;
            }

            counts[groups[i]]++;
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        long* counts = Reserve(count);
        long* others = ((CountState)other).Reserve(groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
            {
                counts[groups[i]] += others[i];
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        for (int i = 0; i < groups.Length; i++)
        {
            Cell.Write(result, i, groups[i] < _count ? Pointer[groups[i]] : 0L);
        }
    }

    public override void Dispose() => _counts.Dispose();

    private long* Pointer => (long*)Unsafe.AsPointer(ref _counts.First);

    private static bool HasNull(ReadOnlySpan<ColumnVector> inputs, int row)
    {
        foreach (ColumnVector input in inputs)
        {
            if (input.IsNull(row))
            {
                return true;
            }
        }

        return false;
    }

    private long* Reserve(int count)
    {
        _counts.EnsureCapacity(Math.Max(1, count), _count);
        _count = Math.Max(_count, count);
        return Pointer;
    }
}
