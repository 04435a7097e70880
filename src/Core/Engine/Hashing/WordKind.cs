#pragma warning disable CS8500 // TKey is unmanaged wherever a kind is used (KeyIndex.Create), which the compiler cannot see
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Keys of up to 8 bytes that are equal exactly when their bits are: five to a line, and behind them (40 bytes) the five group numbers,
/// raised by one, so that whatever is not there reads as -1: a key without a match looks at the zero behind the last number, the zero key
/// at the number of an empty lane.
/// </summary>
internal readonly unsafe struct WordKind<TKey> : IKeyKind<TKey>
{
    public static int KeysInSixteenLines => 50; // five eighths of the lanes: one number in seventeen overflows its line there

    public static int GroupsMax => int.MaxValue;

    public static uint Lanes => 0x1F;

    public static bool IsSpecial(TKey* key) => false;

    public static bool IsZero(TKey* key) => KeyTraits<TKey>.ToWord(*key) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(TKey* key) => BitOperations.Crc32C(0, KeyTraits<TKey>.ToWord(*key));

    public static uint AnyHash(TKey* key) => Hash(key);

    public static uint KeyedHash(TKey* key) => KeyedMix.Of(KeyTraits<TKey>.ToWord(*key), 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Match<TWidth>(ulong* line, TKey* key)
        where TWidth : struct, IVectorWidth => TWidth.EqualWords(line, KeyTraits<TKey>.ToWord(*key)) & Lanes;

    public static uint MatchSpecial<TWidth>(ulong* line, TKey* key)
        where TWidth : struct, IVectorWidth => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Empty<TWidth>(ulong* line)
        where TWidth : struct, IVectorWidth => TWidth.EqualWords(line, 0) & Lanes;

    public static bool AreEqual(TKey* left, TKey* right) => KeyTraits<TKey>.ToWord(*left) == KeyTraits<TKey>.ToWord(*right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupOf(ulong* line, uint match) => ((int*)(line + 5))[BitOperations.TrailingZeroCount(match | 0x20)] - 1;

    public static void Store(ulong* line, int word, TKey* key, int group)
    {
        line[word] = KeyTraits<TKey>.ToWord(*key);
        ((int*)(line + 5))[word] = group + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryHash(ulong* line, int word, bool isKeyed, out uint hash)
    {
        hash = isKeyed ? KeyedMix.Of(line[word], 0) : BitOperations.Crc32C(0, line[word]);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move(ulong* line, int word, ulong* to, int toWord)
    {
        to[toWord] = line[word];
        ((int*)(to + 5))[toWord] = ((int*)(line + 5))[word];
    }

    public static TKey Keep(TKey* key, Utf8Arena arena) => *key;
}
