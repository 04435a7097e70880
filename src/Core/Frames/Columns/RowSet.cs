using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>The rows a kernel works on: all of the first so many, or those at some places.</summary>
internal readonly unsafe struct RowSet(int length, ushort* places, int count)
{
    /// <summary>Rows of the columns.</summary>
    public int Length { get; } = length;

    /// <summary>Places of the rows that are meant; null when all are.</summary>
    public ushort* Places { get; } = places;

    /// <summary>Rows that are meant.</summary>
    public int Count { get; } = count;

    /// <summary>The place of a row that is meant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PlaceOf(int index) => Places is null ? index : Places[index];

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
}
