using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>The rows a kernel works on: all of the first so many, or those at some places.</summary>
internal readonly unsafe struct RowSet(int length, ushort* places, int count)
{
    private static readonly ushort* s_all = MakeAll();

    /// <summary>Rows of the columns.</summary>
    public int Length { get; } = length;

    /// <summary>Places of the rows that are meant; null when all are.</summary>
    public ushort* Places { get; } = places;

    /// <summary>Rows that are meant.</summary>
    public int Count { get; } = count;

    /// <summary>The place of a row that is meant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PlaceOf(int index) => Places is null ? index : Places[index];

    /// <summary>Some of the rows that are meant.</summary>
    /// <param name="start">How many come before them.</param>
    /// <param name="some">How many they are.</param>
    public RowSet Slice(int start, int some) =>
        some == Count ? this : new RowSet(Length, (Places is null ? s_all : Places) + start, some);

    /// <summary>
    /// Whether a row is among those that are meant, for kernels that write every row in order, as lists must be; texts of other rows may be
    /// gone. Ask for ascending rows.
    /// </summary>
    /// <param name="row">The row asked for.</param>
    /// <param name="next">Where the search stands; 0 at first.</param>
    public bool IsMeant(int row, ref int next)
    {
        if (Places is null)
        {
            return true;
        }

        bool isMeant = next < Count && Places[next] == row;
        next += isMeant ? 1 : 0;
        return isMeant;
    }

    /// <summary>The places of all rows, as they are, for a part of them.</summary>
    private static ushort* MakeAll()
    {
        var all = (ushort*)NativeMemory.Alloc(sizeof(ushort) * ColumnBatch.MaxRows);
        for (int i = 0; i < ColumnBatch.MaxRows; i++)
        {
            all[i] = (ushort)i;
        }

        return all;
    }
}
