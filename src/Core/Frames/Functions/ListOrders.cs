namespace HotStream;

/// <summary>What functions of lists do with the places of values: leave some out, sort, join.</summary>
internal static unsafe class ListOrders
{
    /// <summary>Brings the places of the values of one list into another order, or leaves some out.</summary>
    public delegate void Reordering(ColumnVector values, List<int> places);

    /// <summary>The rows that are meant by their places, -1 for the others.</summary>
    public static int[] MeantPlaces(RowSet rows)
    {
        int[] places = new int[rows.Length];
        int next = 0;
        for (int row = 0; row < places.Length; row++)
        {
            places[row] = rows.IsMeant(row, ref next) ? row : -1;
        }

        return places;
    }

    public static void Distinct(ColumnVector values, List<int> places)
    {
        int kept = 0;
        for (int i = 0; i < places.Count; i++)
        {
            bool isNew = true;
            for (int j = 0; j < kept && isNew; j++)
            {
                isNew = Order.Compare(values, places[i], values, places[j]) != 0;
            }

            if (isNew)
            {
                places[kept++] = places[i];
            }
        }

        places.RemoveRange(kept, places.Count - kept);
    }

    public static void Ascending(ColumnVector values, List<int> places) =>
        places.Sort((left, right) => Order.Compare(values, left, values, right));

    public static void Descending(ColumnVector values, List<int> places) =>
        places.Sort((left, right) => Order.Compare(values, right, values, left));

    public static void Reverse(ColumnVector values, List<int> places) => places.Reverse();

    public static void AsTheyAre(ColumnVector values, List<int> places)
    {
    }

    /// <summary>A list of each row in another order.</summary>
    /// <param name="list">Lists, or maps.</param>
    /// <param name="part">What of them is taken: 0 of lists; of maps 0 for keys, 1 for values.</param>
    /// <param name="result">The lists to write.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="order">The order.</param>
    public static void Run(ColumnVector list, int part, ColumnVector result, RowSet rows, Reordering order)
    {
        Start(result);
        var places = new List<int>();
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            places.Clear();
            if (!rows.IsMeant(row, ref next) || list.IsNull(row))
            {
                result.SetNull(row);
            }
            else
            {
                places.AddRange(Enumerable.Range(list.Offsets[row], list.Offsets[row + 1] - list.Offsets[row]));
                order(list.Children[part], places);
            }

            end = Append(list.Children[part], places, result, row, end);
        }
    }

    public static void Flatten(ColumnVector list, ColumnVector result, RowSet rows)
    {
        Start(result);
        ColumnVector inner = list.Children[0];
        var places = new List<int>();
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            places.Clear();
            bool isNull = !rows.IsMeant(row, ref next) || list.IsNull(row);
            for (int at = isNull ? 0 : list.Offsets[row]; !isNull && at < list.Offsets[row + 1]; at++)
            {
                isNull = inner.IsNull(at);
                places.AddRange(isNull ? [] : Enumerable.Range(inner.Offsets[at], inner.Offsets[at + 1] - inner.Offsets[at]));
            }

            if (isNull)
            {
                places.Clear();
                result.SetNull(row);
            }

            end = Append(inner.Children[0], places, result, row, end);
        }
    }

    public static void Extreme(ColumnVector list, ColumnVector result, RowSet rows, int sign)
    {
        int[] places = MeantPlaces(rows);
        for (int row = 0; row < places.Length; row++)
        {
            int best = -1;
            for (int at = places[row] < 0 || list.IsNull(row) ? 0 : list.Offsets[row]; places[row] >= 0 && !list.IsNull(row)
                && at < list.Offsets[row + 1]; at++)
            {
                bool isBetter = !list.Children[0].IsNull(at)
                    && (best < 0 || Order.Compare(list.Children[0], at, list.Children[0], best) * sign < 0);
                best = isBetter ? at : best;
            }

            places[row] = best;
        }

        result.ClearNulls();
        ColumnCopy.Append(list.Children[0], places, result, 0, null);
    }

    /// <summary>For each row whose result is not null: where in its list, counted from 0, a value is, -1 when it is not.</summary>
    public static void Find(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ColumnVector result, Action<int, int, bool> found)
    {
        ColumnVector list = inputs[0];
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (result.IsNull(row))
            {
                continue;
            }

            int place = -1;
            bool hasNull = false;
            for (int at = list.Offsets[row]; at < list.Offsets[row + 1] && place < 0; at++)
            {
                hasNull |= list.Children[0].IsNull(at);
                place = Order.Compare(list.Children[0], at, inputs[1], row) == 0 ? at - list.Offsets[row] : -1;
            }

            found(row, place, hasNull);
        }
    }

    private static void Start(ColumnVector result)
    {
        result.ClearNulls();
        result.Children[0].ClearNulls();
        result.Offsets[0] = 0;
    }

    private static int Append(ColumnVector values, List<int> places, ColumnVector result, int row, int end)
    {
        ColumnCopy.Append(values, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(places), result.Children[0], end, null);
        result.Offsets[row + 1] = end + places.Count;
        return end + places.Count;
    }
}
