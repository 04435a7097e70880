using System.Numerics.Tensors;

namespace HotStream;

/// <summary>
/// Columns of sums of doubles: what they lose by subtracting is measured by the largest they have been (see <see cref="Rounding{T}"/>).
/// </summary>
internal sealed class RoundedSums : SumColumns<double>
{
    public override void Add(Span<double> sums, Span<double> largest, ReadOnlySpan<double> cells, ReadOnlySpan<int> numbers)
    {
        if (numbers.IsEmpty)
        {
            Span<double> known = sums[..cells.Length];
            TensorPrimitives.Add(known, cells, known);
            TensorPrimitives.MaxMagnitude(largest[..cells.Length], known, largest);
            return;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            ref double sum = ref sums[numbers[i]];
            sum += cells[i];
            ref double most = ref largest[numbers[i]];
            most = double.MaxMagnitude(most, sum);
        }
    }

    public override void Subtract(Span<double> sums, Span<double> largest, ReadOnlySpan<double> cells,
        ReadOnlySpan<int> numbers, HashSet<int> spoilt)
    {
        bool isSpoilt;
        if (numbers.IsEmpty)
        {
            for (int from = 0; from < cells.Length;)
            {
                from += ColumnKernels.SubtractRounded(sums[from..cells.Length], cells[from..], largest[from..], out isSpoilt);
                if (isSpoilt)
                {
                    spoilt.Add(from - 1);
                }
            }

            return;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            int number = numbers[i];
            ColumnKernels.SubtractRounded(sums.Slice(number, 1), cells.Slice(i, 1), largest.Slice(number, 1), out isSpoilt);
            if (isSpoilt)
            {
                spoilt.Add(number);
            }
        }
    }
}
