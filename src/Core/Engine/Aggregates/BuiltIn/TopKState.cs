namespace HotStream;

/// <summary>
/// The greatest values so far, greatest first; equal ones in the order of their arrival. Adding changes the array in place, merging makes a
/// new one, so that a state which was merged into another is never changed by it.
/// </summary>
/// <typeparam name="T">Values.</typeparam>
internal struct TopKState<T> : IStored<TopKState<T>>
{
    private const int FirstCapacity = 4;

    private T[] _items;

    internal TopKState(T value, int limit)
    {
        _items = new T[Math.Min(limit, FirstCapacity)];
        _items[0] = value;
        Count = 1;
    }

    private TopKState(T[] items, int count)
    {
        _items = items;
        Count = count;
    }

    StoredColumn<TopKState<T>> IStored<TopKState<T>>.Column(CodecSet codecs, string operatorName) =>
        new Stored(codecs.GrowingArray<T[]?>(operatorName));

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The values, greatest first, until the state changes.</summary>
    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    /// <summary>A copy of the values, greatest first.</summary>
    public readonly T[] ToArray() => Items.ToArray();

    internal void Add(T value, int limit, IComparer<T>? comparer)
    {
        if (Count == limit)
        {
            if (Compare(comparer, _items[Count - 1], value) >= 0)
            {
                return;
            }

            Count--;
        }
        else if (Count == _items.Length)
        {
            Array.Resize(ref _items, (int)Math.Min(limit, 2L * Count));
        }

        int place = PlaceOf(value, comparer);
        Array.Copy(_items, place, _items, place + 1, Count - place);
        _items[place] = value;
        Count++;
    }

    internal void Merge(TopKState<T> later, int limit, IComparer<T>? comparer)
    {
        var merged = new T[(int)Math.Min(limit, (long)Count + later.Count)];
        int left = 0;
        int right = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            bool takesLeft = right == later.Count || (left < Count && Compare(comparer, _items[left], later._items[right]) >= 0);
            merged[i] = takesLeft ? _items[left++] : later._items[right++];
        }

        this = new TopKState<T>(merged, merged.Length);
    }

    private static int Compare(IComparer<T>? comparer, T left, T right) =>
        comparer is null ? Comparer<T>.Default.Compare(left, right) : comparer.Compare(left, right);

    /// <summary>Behind all values that are not less.</summary>
    private readonly int PlaceOf(T value, IComparer<T>? comparer)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Compare(comparer, _items[middle], value) >= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed class Stored(StoredColumn<T[]?> items) : StoredColumn<TopKState<T>>("TopKState 1 of " + items.Name)
    {
        public override void Write(ReadOnlySpan<TopKState<T>> values, SnapshotWriter output)
        {
            foreach (TopKState<T> value in values)
            {
                items.Write([value.ToArray()], output);
            }
        }

        public override void Read(SnapshotReader input, Span<TopKState<T>> values, Utf8Arena texts)
        {
            var read = new T[]?[1];
            foreach (ref TopKState<T> value in values)
            {
                items.Read(input, read, texts);
                value = new TopKState<T>(read[0] ?? [], read[0]?.Length ?? 0);
            }
        }
    }
}
