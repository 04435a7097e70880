namespace HotStream;

/// <summary>The order of rows whose keys stand behind their columns.</summary>
internal sealed class SortOrder(SortPlan plan)
{
    /// <summary>Columns before those of the keys.</summary>
    public int Width { get; } = plan.Output.Count;

    /// <summary>Order of two rows by their keys; 0 when all are equal.</summary>
    public int Compare(ColumnVector[] left, int leftRow, ColumnVector[] right, int rightRow)
    {
        for (int i = 0; i < plan.Keys.Count; i++)
        {
            SortKey key = plan.Keys[i];
            ColumnVector a = left[Width + i];
            ColumnVector b = right[Width + i];
            bool aNull = a.IsNull(leftRow);
            if (aNull || b.IsNull(rightRow))
            {
                if (aNull != b.IsNull(rightRow))
                {
                    return aNull == key.NullsFirst ? -1 : 1;
                }

                continue;
            }

            int order = Order.Compare(a, leftRow, b, rightRow);
            if (order != 0)
            {
                return key.IsDescending ? -order : order;
            }
        }

        return 0;
    }
}
