namespace HotStream;

/// <summary>
/// Sorts the numbers of rows by the rows' keys; equal rows stay as they came. Law: a value has a prefix, 64 bits whose order as whole
/// numbers never contradicts that of the values. So rows are sorted by the prefixes of the first key, numbers beside numbers, and only
/// those of equal prefixes by what follows: the next key, where a prefix says all of a value, else the rows themselves.
/// </summary>
internal sealed unsafe class RowSort
{
    /// <summary>Bytes of memory a row takes while it is sorted.</summary>
    public const int RowBytes = sizeof(int) + sizeof(ulong);

    private const int Few = 24; // rows that are compared at once
    private const ulong Sign = 1UL << 63;

    private readonly SortPlan _plan;
    private readonly int _width;
    private readonly ColumnVector[] _rows;
    private readonly Comparison<int> _compare;

    private RowSort(SortPlan plan, SortOrder order, ColumnVector[] rows)
    {
        (_plan, _width, _rows) = (plan, order.Width, rows);
        _compare = (left, right) => order.Compare(rows, left, rows, right) is int by and not 0 ? by : left - right;
    }

    /// <summary>The numbers of rows in their order.</summary>
    /// <param name="plan">Its keys.</param>
    /// <param name="order">Their order.</param>
    /// <param name="rows">Columns, then those of the keys.</param>
    /// <param name="count">How many rows there are.</param>
    public static int[] Sort(SortPlan plan, SortOrder order, ColumnVector[] rows, int count)
    {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = i;
        }

        new RowSort(plan, order, rows).Sort(numbers, new ulong[count], 0);
        return numbers;
    }

    private void Sort(Span<int> numbers, Span<ulong> prefixes, int place)
    {
        if (place == _plan.Keys.Count)
        {
            numbers.Sort();
            return;
        }

        SortKey key = _plan.Keys[place];
        ColumnVector column = _rows[_width + place];
        if (numbers.Length <= Few || column.Type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Null)
        {
            numbers.Sort(_compare);
            return;
        }

        Span<int> nulls = PartNulls(column, numbers, key.NullsFirst, out Span<int> values);
        Sort(nulls, prefixes[..nulls.Length], place + 1);
        prefixes = prefixes[..values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            prefixes[i] = PrefixOf(column, values[i]) ^ (key.IsDescending ? ulong.MaxValue : 0);
        }

        prefixes.Sort(values);
        bool isAll = column.Type.Kind is not (TypeKind.String or TypeKind.Struct or TypeKind.Decimal);
        for (int start = 0, end; start < values.Length; start = end)
        {
            for (end = start + 1; end < values.Length && prefixes[end] == prefixes[start];)
            {
                end++;
            }

            if (end - start == 1)
            {
                continue;
            }

            if (isAll)
            {
                Sort(values[start..end], prefixes[start..end], place + 1);
            }
            else
            {
                values[start..end].Sort(_compare);
            }
        }
    }

    /// <summary>Puts the rows without a value to one side, each side in the order it had.</summary>
    private static Span<int> PartNulls(ColumnVector column, Span<int> numbers, bool atFirst, out Span<int> values)
    {
        List<int>? nulls = null;
        int kept = 0;
        foreach (int number in numbers)
        {
            if (column.IsNull(number))
            {
                (nulls ??= []).Add(number);
            }
            else
            {
                numbers[kept++] = number;
            }
        }

        values = numbers[..kept];
        if (nulls is null)
        {
            return [];
        }

        Span<int> without = numbers[kept..];
        if (atFirst)
        {
            values.CopyTo(numbers[nulls.Count..]);
            values = numbers[nulls.Count..];
            without = numbers[..nulls.Count];
        }

        nulls.CopyTo(without);
        return without;
    }

    private static ulong PrefixOf(ColumnVector column, int row) => column.Type.Kind switch
    {
        TypeKind.Boolean => column.GetBoolean(row) ? 1UL : 0,
        TypeKind.Int or TypeKind.Date => (ulong)((int*)column.Data)[row] ^ Sign,
        TypeKind.Double => PrefixOf(((double*)column.Data)[row]),
        TypeKind.Decimal => (ulong)long.CreateSaturating(((Int128*)column.Data)[row]) ^ Sign,
        TypeKind.String => PrefixOf(((Utf8Slice*)column.Data)[row]),
        TypeKind.Struct => column.Children is [ColumnVector first, ..] && HasPrefix(first, row) ? PrefixOf(first, row) : 0,
        _ => (ulong)((long*)column.Data)[row] ^ Sign,
    };

    /// <summary>Nulls inside come before all values: where a value's own prefix could be as small, the rows are compared.</summary>
    private static bool HasPrefix(ColumnVector column, int row) =>
        column.Type.Kind is not (TypeKind.Array or TypeKind.Map or TypeKind.Null) && !column.IsNull(row);

    private static ulong PrefixOf(double value)
    {
        if (double.IsNaN(value))
        {
            return ulong.MaxValue;
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(Order.Canonical(value));
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    private static ulong PrefixOf(Utf8Slice text)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        ulong prefix = 0;
        for (int i = 0; i < sizeof(ulong); i++)
        {
            prefix = (prefix << 8) | (i < bytes.Length ? bytes[i] : 0UL);
        }

        return prefix;
    }
}
