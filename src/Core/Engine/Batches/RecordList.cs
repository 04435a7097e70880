using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Records kept in one pooled, growing array. One owner.</summary>
internal sealed class RecordList<T>
{
    private T[] _items = [];

    public int Count { get; private set; }

    public ReadOnlySpan<T> Span => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Grow(Count + 1);
        }

        _items[Count++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        if (Count + items.Length > _items.Length)
        {
            Grow(Count + items.Length);
        }

        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    public void ReplaceLast(T item) => _items[Count - 1] = item;

    public void Sort(Comparison<T> comparison) => _items.AsSpan(0, Count).Sort(comparison);

    /// <summary>Pushes the records in blocks.</summary>
    public void PushTo(Stage<T> next) => next.AcceptAll(Span);

    /// <summary>Forgets the records and keeps the array.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items, 0, Count);
        }

        Count = 0;
    }

    /// <summary>Forgets the records and returns the array.</summary>
    public void Release()
    {
        if (_items.Length > 0)
        {
            ArrayPool<T>.Shared.Return(_items, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }

        _items = [];
        Count = 0;
    }

    /// <summary>Gives the array away, and is empty.</summary>
    public (T[] Items, int Count) Surrender()
    {
        (T[] items, int count) = (_items, Count);
        (_items, Count) = ([], 0);
        return (items, count);
    }

    private void Grow(int capacity)
    {
        T[] grown = ArrayPool<T>.Shared.Rent(Math.Max(capacity, Math.Max(Block.Size, _items.Length * 2)));
        Span.CopyTo(grown);
        int count = Count;
        Release();
        _items = grown;
        Count = count;
    }
}
