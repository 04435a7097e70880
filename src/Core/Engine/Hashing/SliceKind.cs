using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// Text keys, four to a line of 16-byte lanes: a <see cref="Utf8Slice"/> whose length needs four bits of its first 32, so that the group
/// number (raised by one) has the other 28. Up to 12 bytes the lane decides. A longer key is special: its lane has length 0, the first four
/// bytes, and the length where the other eight would be; the bytes are compared. No key of the fast way looks like that: its length is 1
/// to 12 or, if it is a long one, more than that.
/// </summary>
internal readonly unsafe struct SliceKind : IKeyKind<Utf8Slice>
{
    private const int LengthBits = 4;
    private const ulong NotTheGroup = 0xFFFFFFFF_0000000F;

    public static int KeysInSixteenLines => 36; // nine sixteenths of the lanes: one text in twenty overflows its line there

    public static int GroupsMax => (1 << (32 - LengthBits)) - 1;

    public static uint Lanes => 0x55; // a bit for each second word

    public static bool IsSpecial(Utf8Slice* key) => !key->IsInline;

    public static bool IsZero(Utf8Slice* key) => (uint)key->Head == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(Utf8Slice* key) => BitOperations.Crc32C(BitOperations.Crc32C(0, key->Head), key->Tail);

    public static uint AnyHash(Utf8Slice* key) => StableHash.Of(*key);

    public static uint KeyedHash(Utf8Slice* key) => key->IsInline ? KeyedMix.Of(key->Head, key->Tail) : KeyedMix.Of(key->Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Match<TWidth>(ulong* line, Utf8Slice* key)
        where TWidth : struct, IVectorWidth => TWidth.EqualPairs(line, (ulong*)key, NotTheGroup);

    public static uint MatchSpecial<TWidth>(ulong* line, Utf8Slice* key)
        where TWidth : struct, IVectorWidth
    {
        Vector128<ulong> lane = LaneOf(key);
        return TWidth.EqualPairs(line, (ulong*)&lane, NotTheGroup);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Empty<TWidth>(ulong* line)
        where TWidth : struct, IVectorWidth => TWidth.EqualWords(line, 0) & Lanes; // a lane that is taken has a group number

    public static bool AreEqual(Utf8Slice* left, Utf8Slice* right) => left->Equals(*right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupOf(ulong* line, uint match)
    {
        int raised = (int)((uint)line[(uint)BitOperations.TrailingZeroCount(match) & 6] >> LengthBits);
        return (raised - 1) | ((int)(match - 1) >> 31); // no match: all bits, which is -1
    }

    public static void Store(ulong* line, int word, Utf8Slice* key, int group)
    {
        Vector128<ulong> lane = LaneOf(key);
        line[word] = lane[0] | ((ulong)(uint)(group + 1) << LengthBits);
        line[word + 1] = lane[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryHash(ulong* line, int word, bool isKeyed, out uint hash)
    {
        ulong head = line[word] & NotTheGroup;
        hash = isKeyed ? KeyedMix.Of(head, line[word + 1]) : BitOperations.Crc32C(BitOperations.Crc32C(0, head), line[word + 1]);
        return (head & ((1 << LengthBits) - 1)) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(ulong* line, int word, ulong* to, int toWord)
    {
        to[toWord] = line[word];
        to[toWord + 1] = line[word + 1];
    }

    public static Utf8Slice Keep(Utf8Slice* key, Utf8Arena arena) => key->IsInline ? *key : arena.Add(key->Bytes);

    /// <summary>The lane of a key without its group number.</summary>
    private static Vector128<ulong> LaneOf(Utf8Slice* key) => key->IsInline
        ? Vector128.Create(key->Head, key->Tail)
        : Vector128.Create(key->Head & 0xFFFFFFFF_00000000, (uint)key->Head);
}
