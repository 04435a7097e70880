using System.Numerics;

namespace HotStream;

/// <summary>
/// Adds and subtracts whole columns of plain sums, in which a key without records holds 0. Cells are those of keys by their numbers;
/// without numbers, a cell's place is its key's number. What it does is what <see cref="SumAggregate{T}"/> does one by one.
/// </summary>
internal abstract class SumColumns<T>
{
    /// <summary>Adds cells to sums. <paramref name="largest"/> of rounded sums is brought up to what they are then.</summary>
    public abstract void Add(Span<T> sums, Span<T> largest, ReadOnlySpan<T> cells, ReadOnlySpan<int> numbers);

    /// <summary>Subtracts cells from sums, and notes the numbers of those of which too little is left.</summary>
    public abstract void Subtract(Span<T> sums, Span<T> largest, ReadOnlySpan<T> cells, ReadOnlySpan<int> numbers, HashSet<int> spoilt);
}

/// <summary>The columns of a number type.</summary>
internal static class SumColumns
{
    /// <summary>Whole numbers, and doubles; null for types whose sums must be taken one by one.</summary>
    public static SumColumns<T>? Of<T>()
        where T : INumberBase<T> => typeof(T) == typeof(double) ? (SumColumns<T>)(object)new RoundedSums()
        : typeof(T).IsPrimitive && !Rounding<T>.IsRounded ? new WholeSums<T>()
        : null;
}
