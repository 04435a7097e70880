#pragma warning disable CS8500 // TKey is unmanaged wherever a kind is used (KeyIndex.Create), which the compiler cannot see
namespace HotStream;

/// <summary>
/// How keys of one kind and their group numbers sit in the 64-byte lines of a <see cref="BucketIndex{TKey,TKind,TWidth}"/>: in lanes of
/// one or two 64-bit words. A first word of zero marks an empty lane, so the key that is zero itself has no lane; a key that its words do
/// not decide is "special".
/// </summary>
internal unsafe interface IKeyKind<TKey>
{
    /// <summary>Keys that sixteen lines take before the table must grow.</summary>
    static abstract int KeysInSixteenLines { get; }

    /// <summary>Group numbers are below this.</summary>
    static abstract int GroupsMax { get; }

    /// <summary>Bits of all lanes of a line.</summary>
    static abstract uint Lanes { get; }

    /// <summary>Whether equal words do not decide: the key is compared in full on the slow path.</summary>
    static abstract bool IsSpecial(TKey* key);

    /// <summary>Whether the key is the all-zero one.</summary>
    static abstract bool IsZero(TKey* key);

    /// <summary>Hash by CRC-32C: fast, spreads dense keys perfectly, not safe against an adversary. Meaningless for special keys.</summary>
    static abstract uint Hash(TKey* key);

    /// <summary>The same hash, for special keys too.</summary>
    static abstract uint AnyHash(TKey* key);

    /// <summary>Hash keyed by secrets of this process: for tables in which an adversary was suspected.</summary>
    static abstract uint KeyedHash(TKey* key);

    /// <summary>Bits of lanes (word positions) of the line whose words equal the key's.</summary>
    static abstract uint Match<TWidth>(ulong* line, TKey* key)
        where TWidth : struct, IVectorWidth;

    /// <summary>Bits of lanes that may hold the special key; <see cref="AreEqual"/> decides.</summary>
    static abstract uint MatchSpecial<TWidth>(ulong* line, TKey* key)
        where TWidth : struct, IVectorWidth;

    /// <summary>Bits of empty lanes.</summary>
    static abstract uint Empty<TWidth>(ulong* line)
        where TWidth : struct, IVectorWidth;

    /// <summary>Full comparison.</summary>
    static abstract bool AreEqual(TKey* left, TKey* right);

    /// <summary>The group number in the first lane of a match, -1 for no match, without a branch.</summary>
    static abstract int GroupOf(ulong* line, uint match);

    /// <summary>Writes a key and its group number into the lane whose bit (word position) it is.</summary>
    static abstract void Store(ulong* line, int word, TKey* key, int group);

    /// <summary>The hash of the key in a lane that is taken; false when the lane does not hold all of the key.</summary>
    static abstract bool TryHash(ulong* line, int word, bool isKeyed, out uint hash);

    /// <summary>Copies a lane to another line.</summary>
    static abstract void Move(ulong* line, int word, ulong* to, int toWord);

    /// <summary>A key that may be kept beyond the batch: long text is copied into the arena.</summary>
    static abstract TKey Keep(TKey* key, Utf8Arena arena);
}
