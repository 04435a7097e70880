using System.Buffers;

namespace HotStream.Kafka;

/// <summary>Records as the client holds them, in a pooled array that grows. They are whoever's who has the list.</summary>
internal sealed unsafe class RecordPointers : IDisposable
{
    /// <summary>Records taken from a queue at once.</summary>
    public const int Portion = 4096;

    /// <summary>Records that a member of a group takes from its queue at once.</summary>
    public const int GroupPortion = 512;

    private nint[] _items = ArrayPool<nint>.Shared.Rent(Portion);

    public int Count { get; private set; }

    public nint this[Index index] => _items[index.GetOffset(Count)];

    public ReadOnlySpan<nint> this[Range range] => _items.AsSpan(0, Count)[range];

    /// <summary>The records, to be moved.</summary>
    public Span<nint> Items => _items.AsSpan(0, Count);

    public void Add(nint record)
    {
        Reserve(1)[0] = record;
        Count++;
    }

    /// <summary>Room behind the records.</summary>
    public Span<nint> Reserve(int count)
    {
        if (_items.Length - Count < count)
        {
            nint[] larger = ArrayPool<nint>.Shared.Rent(Math.Max(_items.Length * 2, Count + count));
            _items.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<nint>.Shared.Return(_items);
            _items = larger;
        }

        return _items.AsSpan(Count, count);
    }

    /// <summary>So many records were put into the room.</summary>
    public void Advance(int count) => Count += count;

    /// <summary>Only the first records are left; the others are somebody else's now.</summary>
    public void Keep(int count) => Count = count;

    public nint RemoveLast() => _items[--Count];

    /// <summary>The records are somebody else's now.</summary>
    public void Forget() => Count = 0;

    /// <summary>Gives the records back to the client.</summary>
    public void Clear()
    {
        foreach (nint record in _items.AsSpan(0, Count))
        {
            RdKafka.MessageDestroy((NativeMessage*)record);
        }

        Count = 0;
    }

    /// <summary>Gives the records back to the client, and the list too.</summary>
    public void Dispose()
    {
        Clear();
        ArrayPool<nint>.Shared.Return(_items);
        _items = [];
    }
}
