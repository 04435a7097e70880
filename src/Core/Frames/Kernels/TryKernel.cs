namespace HotStream;

/// <summary>A function of one value that may have no result, which is a null.</summary>
internal delegate bool TryMap<TIn, TResult>(TIn value, Utf8Arena texts, out TResult result);

/// <summary>A function of two values that may have no result.</summary>
internal delegate bool TryMap<TLeft, TRight, TResult>(TLeft left, TRight right, Utf8Arena texts, out TResult result);

/// <summary>A function of three values that may have no result.</summary>
internal delegate bool TryMap<TFirst, TSecond, TThird,
    TResult>(TFirst first, TSecond second, TThird third, Utf8Arena texts, out TResult result);

/// <summary>A delegate for each row of a column: for functions whose own work outweighs the call.</summary>
internal sealed class TryKernel<TIn, TResult>(TryMap<TIn, TResult> map) : Kernel
    where TIn : unmanaged
    where TResult : unmanaged
{
    public override unsafe void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (result.IsNull(row) || !map(Cell.Read<TIn>(inputs[0], row), texts, out TResult value))
            {
                result.SetNull(row);
                continue;
            }

            Cell.Write(result, row, value);
        }
    }
}

/// <summary>A delegate for each row of two columns.</summary>
internal sealed class TryKernel<TLeft, TRight, TResult>(TryMap<TLeft, TRight, TResult> map) : Kernel
    where TLeft : unmanaged
    where TRight : unmanaged
    where TResult : unmanaged
{
    public override unsafe void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (result.IsNull(row)
                || !map(Cell.Read<TLeft>(inputs[0], row), Cell.Read<TRight>(inputs[1], row), texts, out TResult value))
            {
                result.SetNull(row);
                continue;
            }

            Cell.Write(result, row, value);
        }
    }
}

/// <summary>A delegate for each row of three columns.</summary>
internal sealed class TryKernel<TFirst, TSecond, TThird, TResult>(TryMap<TFirst, TSecond, TThird, TResult> map) : Kernel
    where TFirst : unmanaged
    where TSecond : unmanaged
    where TThird : unmanaged
    where TResult : unmanaged
{
    public override unsafe void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (result.IsNull(row) || !map(Cell.Read<TFirst>(inputs[0], row), Cell.Read<TSecond>(inputs[1], row),
                Cell.Read<TThird>(inputs[2], row), texts, out TResult value))
            {
                result.SetNull(row);
                continue;
            }

            Cell.Write(result, row, value);
        }
    }
}
