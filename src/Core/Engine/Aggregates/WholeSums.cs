using System.Numerics;
using System.Numerics.Tensors;

namespace HotStream;

/// <summary>Columns of sums of whole numbers, which wrap around on overflow and so are undone exactly.</summary>
internal sealed class WholeSums<T> : SumColumns<T>
    where T : INumberBase<T>
{
    public override void Add(Span<T> sums, Span<T> largest, ReadOnlySpan<T> cells, ReadOnlySpan<int> numbers)
    {
        if (numbers.IsEmpty)
        {
            TensorPrimitives.Add(sums[..cells.Length], cells, sums);
            return;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            sums[numbers[i]] = unchecked(sums[numbers[i]] + cells[i]);
        }
    }

    public override void Subtract(Span<T> sums, Span<T> largest, ReadOnlySpan<T> cells, ReadOnlySpan<int> numbers, HashSet<int> spoilt)
    {
        if (numbers.IsEmpty)
        {
            TensorPrimitives.Subtract(sums[..cells.Length], cells, sums);
            return;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            sums[numbers[i]] = unchecked(sums[numbers[i]] - cells[i]);
        }
    }
}
