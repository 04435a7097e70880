using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Text keys: the 16 bytes of a <see cref="Utf8Slice"/>, three to a line. Up to 12 bytes the words decide; a longer key is special: its
/// lane holds length, first four bytes and a reference into the table's arena, and the bytes are compared.
/// </summary>
internal readonly unsafe struct SliceKind : IKeyKind<Utf8Slice>
{
    public static int Words => 2;

    public static int Lanes => 3;

    public static int GroupsOffset => 48;

    public static bool IsSpecial(Utf8Slice* key) => !key->IsInline;

    public static bool IsZero(Utf8Slice* key) => (uint)key->Head == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(Utf8Slice* key) => BitOperations.Crc32C(BitOperations.Crc32C(0, key->Head), key->Tail);

    public static uint AnyHash(Utf8Slice* key) => StableHash.Of(*key);

    public static uint KeyedHash(Utf8Slice* key) => key->IsInline ? KeyedMix.Of(key->Head, key->Tail) : KeyedMix.Of(key->Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Match<TWidth>(ulong* line, Utf8Slice* key)
        where TWidth : struct, IVectorWidth => TWidth.EqualPairs(line, (ulong*)key) & 0x15;

    public static uint MatchSpecial<TWidth>(ulong* line, Utf8Slice* key)
        where TWidth : struct, IVectorWidth => TWidth.EqualWords(line, key->Head) & 0x15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Empty<TWidth>(ulong* line)
        where TWidth : struct, IVectorWidth => TWidth.EqualWords(line, 0) & 0x15; // a stored key's length is never 0

    public static bool AreEqual(Utf8Slice* left, Utf8Slice* right) => left->Equals(*right);

    public static void Store(ulong* lane, Utf8Slice* key)
    {
        lane[0] = key->Head;
        lane[1] = key->Tail;
    }

    public static Utf8Slice Keep(Utf8Slice* key, Utf8Arena arena) => key->IsInline ? *key : arena.Add(key->Bytes);
}
