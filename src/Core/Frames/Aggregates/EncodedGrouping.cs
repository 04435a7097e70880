namespace HotStream;

/// <summary>
/// Several columns, or nested ones, as key: their values one behind the other as bytes (<see cref="KeyEncoder"/>), which are equal when
/// the keys are. The first row of each key is kept.
/// </summary>
internal sealed unsafe class EncodedGrouping : Grouping
{
    private readonly KeyIndex<Utf8Slice> _index = KeyIndex<Utf8Slice>.Create();
    private readonly ColumnTable _keys;
    private readonly KeyEncoder _encoder = new(); // of the owner; who only asks has one of his own
    private readonly int[] _firsts = new int[KeyIndex<Utf8Slice>.BlockSize]; // rows of new keys

    public EncodedGrouping(IReadOnlyList<DataType> types) => _keys = new ColumnTable(types);

    public override int Limit => _index.Count;

    public override long Bytes => (2 * _keys.Bytes) + (Limit * 48L); // the keys as columns and encoded, and their places

    public override void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        ColumnVector[]? columns = null;
        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            int count = Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start);
            _index.FindOrAdd(_encoder.Encode(keys, rows, start, count), groups + start);
            int known = _keys.Count;
            int found = 0;
            for (int i = start; i < start + count; i++)
            {
                if (groups[i] >= known)
                {
                    known = groups[i] + 1; // numbers are given in order of appearance
                    _firsts[found++] = rows.PlaceOf(i);
                }
            }

            if (found > 0)
            {
                _keys.Append(columns ??= keys.ToArray(), _firsts.AsSpan(0, found));
            }
        }
    }

    public override void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        using var encoder = new KeyEncoder();
        for (int start = 0; start < rows.Count; start += KeyIndex<Utf8Slice>.BlockSize)
        {
            _index.Find(encoder.Encode(keys, rows, start, Math.Min(KeyIndex<Utf8Slice>.BlockSize, rows.Count - start)), groups + start);
        }
    }

    public override void Expect(int keys) => _index.Expect(keys);

    public override void WriteKeys(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> keys)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i].ClearNulls();
            ColumnCopy.Append(_keys.Columns[i], groups, keys[i], 0, null);
        }
    }

    public override uint HashOf(int number) => StableHash.Of(_index.Keys[number]);

    public override void Dispose()
    {
        _index.Dispose();
        _encoder.Dispose();
        _keys.Dispose();
    }
}
