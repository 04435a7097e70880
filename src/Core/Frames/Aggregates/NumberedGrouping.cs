namespace HotStream;

/// <summary>
/// Two or three columns as key, of which one is long or a text: each column's values have numbers of their own, and the numbers together
/// are the key, so that what is looked up and compared is short however long the values are. Law: the parts of a key are numbers that their
/// columns have given, and null is one of them; a number that nobody was given is in no key.
/// </summary>
internal sealed unsafe class NumberedGrouping : Grouping
{
    /// <summary>Columns whose numbers are a key that lies in the slice.</summary>
    public const int ColumnsMax = Utf8Slice.InlineCapacity / sizeof(int);

    private readonly KeyIndex<Utf8Slice> _index = KeyIndex<Utf8Slice>.Create();
    private readonly Grouping[] _columns;
    private readonly Utf8Slice[] _composed = new Utf8Slice[KeyIndex<Utf8Slice>.BlockSize];
    private readonly NativeBlock _numbers = new(sizeof(int) * ColumnBatch.MaxRows * ColumnsMax);

    public NumberedGrouping(IReadOnlyList<DataType> types) => _columns = [.. types.Select(type => Create([type]))];

    public override int Limit => _index.Count;

    public override long Bytes => _columns.Sum(static column => column.Bytes) + (Limit * 2 * (sizeof(Utf8Slice) + 16L));

    /// <summary>Whether keys of these types can be numbered.</summary>
    public static bool Fits(IReadOnlyList<DataType> types) => types.Count <= ColumnsMax
        && types.All(static type => type.Kind is TypeKind.Int or TypeKind.Date or TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval
            or TypeKind.Double or TypeKind.String);

    public override void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        int* numbers = (int*)_numbers.Pointer;
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].FindOrAdd(keys.Slice(i, 1), rows, numbers + (i * ColumnBatch.MaxRows));
        }

        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            int count = Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start);
            Compose(numbers + start, _composed.AsSpan(0, count));
            _index.FindOrAdd(_composed.AsSpan(0, count), groups + start);
        }
    }

    public override void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        int* numbers = stackalloc int[ColumnBatch.MaxRows * ColumnsMax];
        Span<Utf8Slice> composed = stackalloc Utf8Slice[KeyIndex<Utf8Slice>.BlockSize];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].Find(keys.Slice(i, 1), rows, numbers + (i * ColumnBatch.MaxRows));
        }

        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            int count = Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start);
            Compose(numbers + start, composed[..count]);
            _index.Find(composed[..count], groups + start);
        }
    }

    public override void Expect(int keys) => _index.Expect(keys);

    public override void WriteKeys(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> keys)
    {
        Span<int> numbers = stackalloc int[ColumnBatch.MaxRows];
        ReadOnlySpan<Utf8Slice> known = _index.Keys;
        for (int i = 0; i < _columns.Length; i++)
        {
            for (int k = 0; k < groups.Length; k++)
            {
                numbers[k] = NumberIn(known[groups[k]], i);
            }

            _columns[i].WriteKeys(numbers[..groups.Length], keys.Slice(i, 1));
        }
    }

    public override uint HashOf(int number)
    {
        Utf8Slice key = _index.Keys[number];
        ulong hash = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            // of the values: numbers differ from table to table
            hash = (hash * 0x9E3779B97F4A7C15UL) + _columns[i].HashOf(NumberIn(key, i));
        }

        return (uint)(hash ^ (hash >> 32));
    }

    public override void Dispose()
    {
        _index.Dispose();
        _numbers.Dispose();
        Array.ForEach(_columns, static column => column.Dispose());
    }

    private static int NumberIn(Utf8Slice key, int column) =>
        column == 0 ? (int)(key.Head >> 32) : (int)(key.Tail >> ((column - 1) * 32));

    /// <summary>The numbers of rows, which lie one column behind the other.</summary>
    private void Compose(int* numbers, Span<Utf8Slice> keys)
    {
        bool hasThree = _columns.Length == ColumnsMax;
        ulong length = (ulong)_columns.Length * sizeof(int);
        for (int i = 0; i < keys.Length; i++)
        {
            ulong third = hasThree ? (uint)numbers[i + (2 * ColumnBatch.MaxRows)] : 0;
            keys[i] = new Utf8Slice(length | ((ulong)(uint)numbers[i] << 32), (uint)numbers[i + ColumnBatch.MaxRows] | (third << 32));
        }
    }
}
