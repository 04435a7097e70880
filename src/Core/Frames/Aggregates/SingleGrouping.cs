using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// One column of numbers or texts as key, by the engine's index of keys. The null key has number 0, the others those of the index, raised
/// by
/// one. Floating point numbers are keys by their bits, once zeros and NaNs are made the same.
/// </summary>
internal sealed unsafe class SingleGrouping<T>(bool isDouble) : Grouping
    where T : unmanaged
{
    private readonly KeyIndex<T> _index = KeyIndex<T>.Create();
    private readonly NativeBlock _gathered = new((nuint)(KeyIndex<T>.BlockSize * sizeof(T)));
    private int[]? _places; // made when a key may be null
    private bool _hasNull;
    private long _textBytes;
    private int _measured;

    public override int Limit => _index.Count + 1;

    public override long Bytes
    {
        get
        {
            for (; typeof(T) == typeof(Utf8Slice) && _measured < _index.Count; _measured++)
            {
                T key = _index.Keys[_measured];
                _textBytes += Unsafe.As<T, Utf8Slice>(ref key).Length;
            }

            return (Limit * 2 * (sizeof(T) + 16L)) + _textBytes; // the index is half full, as is the column of keys
        }
    }

    public override int First => _hasNull ? 0 : 1;

    public override void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups) =>
        Run(keys[0], rows, groups, true, (T*)_gathered.Pointer,
            keys[0].MayBeNull || isDouble ? _places ??= new int[KeyIndex<T>.BlockSize] : default);

    public override void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups)
    {
        T* gathered = stackalloc T[KeyIndex<T>.BlockSize];
        Run(keys[0], rows, groups, false, gathered, stackalloc int[KeyIndex<T>.BlockSize]);
    }

    public override void Expect(int keys) => _index.Expect(keys);

    public override void WriteKeys(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> keys)
    {
        ReadOnlySpan<T> known = _index.Keys;
        keys[0].ClearNulls();
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] == 0)
            {
                keys[0].SetNull(i);
            }
            else
            {
                ((T*)keys[0].Data)[i] = known[groups[i] - 1];
            }
        }
    }

    public override void Dispose()
    {
        _index.Dispose();
        _gathered.Dispose();
    }

    public override uint HashOf(int number) => number == 0 ? 0 : StableHash.Of(_index.Keys[number - 1]);

    private void Run(ColumnVector key, RowSet rows, int* groups, bool adds, T* gathered, Span<int> places)
    {
        if (!key.MayBeNull && !isDouble)
        {
            RunStraight((T*)key.Data, rows, groups, adds, gathered);
            return;
        }

        for (int start = 0; start < rows.Count; start += KeyIndex<T>.BlockSize)
        {
            int end = Math.Min(rows.Count, start + KeyIndex<T>.BlockSize);
            int count = 0;
            for (int i = start; i < end; i++)
            {
                int row = rows.PlaceOf(i);
                if (key.IsNull(row))
                {
                    _hasNull |= adds;
                    groups[i] = adds || _hasNull ? 0 : -1;
                    continue;
                }

                gathered[count] = isDouble ? Bits(((double*)key.Data)[row]) : ((T*)key.Data)[row];
                places[count++] = i;
            }

            Look(gathered, count, groups, places, adds);
        }
    }

    private void Look(T* gathered, int count, int* groups, ReadOnlySpan<int> places, bool adds)
    {
        int* found = stackalloc int[KeyIndex<T>.BlockSize];
        var keys = new ReadOnlySpan<T>(gathered, count);
        Ask(keys, found, adds);

        for (int i = 0; i < count; i++)
        {
            groups[places[i]] = found[i] < 0 ? -1 : found[i] + 1;
        }
    }

    private void RunStraight(T* keys, RowSet rows, int* groups, bool adds, T* gathered)
    {
        for (int start = 0; start < rows.Count; start += KeyIndex<T>.BlockSize)
        {
            int count = Math.Min(KeyIndex<T>.BlockSize, rows.Count - start);
            var block = new ReadOnlySpan<T>(keys + start, count);
            if (rows.Places is not null)
            {
                for (int i = 0; i < count; i++)
                {
                    gathered[i] = keys[rows.Places[start + i]];
                }

                block = new ReadOnlySpan<T>(gathered, count);
            }

            Ask(block, groups + start, adds);
        }

        for (int i = 0; i < rows.Count; i++)
        {
            groups[i] += 1 + (groups[i] >> 31); // none stays -1
        }
    }

    private void Ask(ReadOnlySpan<T> keys, int* found, bool adds)
    {
        if (adds)
        {
            _index.FindOrAdd(keys, found);
        }
        else
        {
            _index.Find(keys, found);
        }
    }

    private static T Bits(double value)
    {
        double one = Order.Canonical(value);
        return Unsafe.As<double, T>(ref one);
    }
}
