namespace HotStream;

/// <summary>
/// CASE: conditions and values in turn, at the end perhaps the value for none of them. Each row takes the value of the first condition that
/// is true (null is not); without one it is null. COALESCE is the same with "is not null" as condition.
/// </summary>
internal sealed unsafe class ChoiceKernel : Kernel
{
    private int[] _places = new int[ColumnBatch.MaxRows];
    private readonly byte[] _choice = new byte[ColumnBatch.MaxRows];

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        int branches = inputs.Length / 2;
        bool hasElse = inputs.Length % 2 != 0;
        result.ClearNulls();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            int branch = 0;
            while (branch < branches && (inputs[branch * 2].IsNull(row) || !inputs[branch * 2].GetBoolean(row)))
            {
                branch++;
            }

            _choice[row] = (byte)(branch < branches ? (branch * 2) + 1 : hasElse ? inputs.Length - 1 : byte.MaxValue);
        }

        if (result.Type.IsNested)
        {
            RunNested(inputs, result, rows);
            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            ColumnVector? from = _choice[row] == byte.MaxValue ? null : inputs[_choice[row]];
            if (from is null || from.Type.Kind == TypeKind.Null || from.IsNull(row))
            {
                result.SetNull(row);
                continue;
            }

            switch (result.Type.Width)
            {
                case 0:
                    result.SetBoolean(row, from.GetBoolean(row));
                    break;
                case 4:
                    ((int*)result.Data)[row] = ((int*)from.Data)[row];
                    break;
                case 8:
                    ((long*)result.Data)[row] = ((long*)from.Data)[row];
                    break;
                default:
                    ((Int128*)result.Data)[row] = ((Int128*)from.Data)[row]; // decimals and texts are of one width
                    break;
            }
        }
    }

    /// <summary>Lists have no place of their own to be written to: all rows are appended in order, those not meant as nulls.</summary>
    private void RunNested(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows)
    {
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            bool isMeant = rows.Places is null || (next < rows.Count && rows.Places[next] == row);
            next += isMeant ? 1 : 0;
            bool isKnown = isMeant && _choice[row] != byte.MaxValue && inputs[_choice[row]].Type.Kind != TypeKind.Null;
            _places[0] = isKnown ? row : -1;
            ColumnVector from = isKnown ? inputs[_choice[row]] : result;
            ColumnCopy.Append(from, _places.AsSpan(0, 1), result, row, null);
        }
    }
}
