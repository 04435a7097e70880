#pragma warning disable CS8500 // TKey is unmanaged wherever a kind is used (KeyIndex.Create), which the compiler cannot see
namespace HotStream;

/// <summary>
/// How keys of one kind sit in the 64-byte lines of a <see cref="BucketIndex{TKey,TKind,TWidth}"/>: as one or two 64-bit words each. The
/// all-zero key marks an empty lane, so the key that is zero itself is "special"; so is a key that its words do not decide.
/// </summary>
internal unsafe interface IKeyKind<TKey>
{
    /// <summary>64-bit words of a key: 1 (five keys a line) or 2 (three keys a line).</summary>
    static abstract int Words { get; }

    /// <summary>Keys in a line.</summary>
    static abstract int Lanes { get; }

    /// <summary>Byte of the line where group numbers begin; the four bytes behind the last one are always zero.</summary>
    static abstract int GroupsOffset { get; }

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

    /// <summary>Writes the key into a lane.</summary>
    static abstract void Store(ulong* lane, TKey* key);

    /// <summary>A key that may be kept beyond the batch: long text is copied into the arena.</summary>
    static abstract TKey Keep(TKey* key, Utf8Arena arena);
}
