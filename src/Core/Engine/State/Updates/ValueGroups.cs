using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// One partition's values of a batch, sorted by the number of their key and, within a key, in order of arrival.
/// Memory is kept from batch to batch.
/// </summary>
internal sealed unsafe class ValueGroups<TKey, TValue> : IDisposable
{
    private readonly RecordList<int> _numbers = new(); // by record
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly NativeBlock _block = new(Block.Size * sizeof(int));
    private int[] _ends = []; // by number
    private TValue[] _values = [];

    /// <summary>Sorts the records of several lists, giving new keys their numbers.</summary>
    public void Sort<TState>(StateTable<TKey, TState> table, IEnumerable<RecordPieces<KeyValuePair<TKey, TValue>>> lists)
    {
        _numbers.Clear();
        foreach (RecordPieces<KeyValuePair<TKey, TValue>> list in lists)
        {
            foreach (ReadOnlySpan<KeyValuePair<TKey, TValue>> piece in list)
            {
                Locate(table, piece);
            }
        }

        Grow(ref _ends, table.Count);
        Grow(ref _values, _numbers.Count);
        Array.Clear(_ends, 0, table.Count);
        foreach (int number in _numbers.Span)
        {
            _ends[number]++;
        }

        for (int number = 0, start = 0; number < table.Count; number++)
        {
            int count = _ends[number];
            _ends[number] = start; // where the key's values begin, until they are placed
            start += count;
        }

        int record = 0;
        foreach (RecordPieces<KeyValuePair<TKey, TValue>> list in lists)
        {
            foreach (ReadOnlySpan<KeyValuePair<TKey, TValue>> piece in list)
            {
                foreach (ref readonly KeyValuePair<TKey, TValue> pair in piece)
                {
                    _values[_ends[_numbers.Span[record++]]++] = pair.Value;
                }
            }
        }
    }

    public int CountOf(int number) => _ends[number] - StartOf(number);

    /// <summary>Shows the values of a key, good until the next batch.</summary>
    public void Show(int number, ValueView<TValue> view) => view.Show(_values, StartOf(number), CountOf(number));

    /// <summary>Forgets the values.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
        {
            Array.Clear(_values, 0, _numbers.Count);
        }
    }

    public void Dispose()
    {
        _numbers.Release();
        _block.Dispose();
    }

    private void Locate<TState>(StateTable<TKey, TState> table, ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs)
    {
        for (int start = 0; start < pairs.Length; start += Block.Size)
        {
            ReadOnlySpan<KeyValuePair<TKey, TValue>> block = pairs.Slice(start, Math.Min(Block.Size, pairs.Length - start));
            int* numbers = (int*)_block.Pointer;
            table.Locate(block, _keys, numbers);
            _numbers.AddRange(new ReadOnlySpan<int>(numbers, block.Length));
        }
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (count > array.Length)
        {
            array = new T[Math.Max(count, array.Length * 2)];
        }
    }

    private int StartOf(int number) => number == 0 ? 0 : _ends[number - 1];
}
