namespace HotStream;

/// <summary>A function of one value over a column.</summary>
internal sealed unsafe class MapKernel<TMap, TIn, TResult> : Kernel
    where TMap : struct, IMap<TIn, TResult>
    where TIn : unmanaged
    where TResult : unmanaged
{
    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        ColumnVector input = inputs[0];
        if (rows.Places is not null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows.Places[i];
                Cell.Write(result, row, TMap.Apply(Cell.Read<TIn>(input, row)));
            }
        }
        else if (typeof(TResult) == typeof(bool))
        {
            RunToBits(input, result.Words, rows.Length);
        }
        else
        {
            var to = (TResult*)result.Data;
            for (int row = 0; row < rows.Length; row++)
            {
                to[row] = TMap.Apply(Cell.Read<TIn>(input, row));
            }
        }
    }

    public override int Select(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ushort* places)
    {
        if (typeof(TResult) != typeof(bool))
        {
            return -1;
        }

        ColumnVector input = inputs[0];
        int kept = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            TResult truth = TMap.Apply(Cell.Read<TIn>(input, row));
            places[kept] = (ushort)row;
            kept += *(byte*)&truth;
        }

        return kept;
    }

    private static void RunToBits(ColumnVector input, ulong* words, int length)
    {
        for (int start = 0; start < length; start += 64)
        {
            ulong word = 0;
            int end = Math.Min(64, length - start);
            for (int bit = 0; bit < end; bit++)
            {
                TResult truth = TMap.Apply(Cell.Read<TIn>(input, start + bit));
                word |= (ulong)*(byte*)&truth << bit;
            }

            words[start >> 6] = word;
        }
    }
}

/// <summary>A function of two values over two columns.</summary>
internal sealed unsafe class MapKernel<TMap, TLeft, TRight, TResult> : Kernel
    where TMap : struct, IMap<TLeft, TRight, TResult>
    where TLeft : unmanaged
    where TRight : unmanaged
    where TResult : unmanaged
{
    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        ColumnVector left = inputs[0];
        ColumnVector right = inputs[1];
        if (rows.Places is not null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows.Places[i];
                Cell.Write(result, row, TMap.Apply(Cell.Read<TLeft>(left, row), Cell.Read<TRight>(right, row)));
            }
        }
        else if (typeof(TResult) == typeof(bool))
        {
            RunToBits(left, right, result.Words, rows.Length);
        }
        else
        {
            var to = (TResult*)result.Data;
            for (int row = 0; row < rows.Length; row++)
            {
                to[row] = TMap.Apply(Cell.Read<TLeft>(left, row), Cell.Read<TRight>(right, row));
            }
        }
    }

    public override int Select(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ushort* places)
    {
        if (typeof(TResult) != typeof(bool))
        {
            return -1;
        }

        ColumnVector left = inputs[0];
        ColumnVector right = inputs[1];
        int kept = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            TResult truth = TMap.Apply(Cell.Read<TLeft>(left, row), Cell.Read<TRight>(right, row));
            places[kept] = (ushort)row;
            kept += *(byte*)&truth;
        }

        return kept;
    }

    private static void RunToBits(ColumnVector left, ColumnVector right, ulong* words, int length)
    {
        for (int start = 0; start < length; start += 64)
        {
            ulong word = 0;
            int end = Math.Min(64, length - start);
            for (int bit = 0; bit < end; bit++)
            {
                TResult truth = TMap.Apply(Cell.Read<TLeft>(left, start + bit), Cell.Read<TRight>(right, start + bit));
                word |= (ulong)*(byte*)&truth << bit;
            }

            words[start >> 6] = word;
        }
    }
}
