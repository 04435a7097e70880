using System.Numerics;

namespace HotStream;

/// <summary>
/// Group numbers for keys of any type, by <see cref="EqualityComparer{T}.Default"/>: hash chains through two dense arrays. The definition
/// that the vector form is tested against, and the path for strings, tuples and classes. Text in the fields of a key is copied with it.
/// </summary>
internal sealed unsafe class ComparedIndex<TKey> : KeyIndex<TKey>
{
    private int[] _heads = new int[64]; // group + 1, 0 is empty
    private int[] _next = new int[64];
    private int[] _hashes = new int[64];
    private Utf8Arena? _texts;

    public override void FindOrAdd(ReadOnlySpan<TKey> keys, int* groups)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            int hash = EqualityComparer<TKey>.Default.GetHashCode(keys[i]!);
            int group = Find(keys[i], hash);
            groups[i] = group >= 0 ? group : Add(keys[i], hash);
        }
    }

    public override int Find(TKey key) => Find(key, EqualityComparer<TKey>.Default.GetHashCode(key!));

    public override void Find(ReadOnlySpan<TKey> keys, int* groups)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            groups[i] = Find(keys[i]);
        }
    }

    public override void Clear()
    {
        Array.Clear(_heads);
        KeyColumn.Clear(Count);
        Count = 0;
        _texts?.Clear();
    }

    public override void Dispose()
    {
        _texts?.Dispose();
        base.Dispose();
    }

    private int Find(TKey key, int hash)
    {
        for (int link = _heads[Spread(hash)]; link != 0; link = _next[link - 1])
        {
            if (_hashes[link - 1] == hash && EqualityComparer<TKey>.Default.Equals(KeyColumn.Span(Count)[link - 1], key))
            {
                return link - 1;
            }
        }

        return -1;
    }

    private int Add(TKey key, int hash)
    {
        int group = Count++;
        KeyColumn.EnsureCapacity(Count, group);
        KeyColumn.Span(Count)[group] = KeyTraits<TKey>.SliceHolding == SliceHolding.InPlace
            ? SliceFields<TKey>.Own(key, _texts ??= new Utf8Arena()) : key;
        if (group == _next.Length)
        {
            Grow();
        }

        _hashes[group] = hash;
        ref int head = ref _heads[Spread(hash)];
        _next[group] = head;
        head = group + 1;
        return group;
    }

    private void Grow()
    {
        Array.Resize(ref _next, _next.Length * 2);
        Array.Resize(ref _hashes, _hashes.Length * 2);
        _heads = new int[_next.Length];
        for (int group = 0; group < Count - 1; group++)
        {
            ref int head = ref _heads[Spread(_hashes[group])];
            _next[group] = head;
            head = group + 1;
        }
    }

    private int Spread(int hash) => (int)(((uint)hash * 0x9E3779B1u) >> (32 - BitOperations.Log2((uint)_heads.Length)));
}
