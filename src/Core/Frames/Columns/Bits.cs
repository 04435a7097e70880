using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Bitmaps of columns: a bit a row, the least bit of a word first, 1 = present or true. The layout is that of Apache Arrow's validity
/// bitmaps (Arrow Columnar Format, "Validity bitmaps").
/// </summary>
internal static unsafe class Bits
{
    /// <summary>Words for so many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Words(int bits) => (bits + 63) >> 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Get(ulong* bits, int index) => ((bits[index >> 6] >> (index & 63)) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(ulong* bits, int index) => bits[index >> 6] |= 1UL << (index & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(ulong* bits, int index) => bits[index >> 6] &= ~(1UL << (index & 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ulong* bits, int index, bool value)
    {
        ulong mask = 1UL << (index & 63);
        ref ulong word = ref bits[index >> 6];
        word = value ? word | mask : word & ~mask;
    }

    /// <summary>Sets the bits from one on up to another.</summary>
    public static void SetAll(ulong* bits, int from, int to)
    {
        for (; from < to; from = (from | 63) + 1)
        {
            ulong before = to - (from & ~63) >= 64 ? ulong.MaxValue : (1UL << (to & 63)) - 1;
            bits[from >> 6] |= before & (ulong.MaxValue << (from & 63));
        }
    }

    /// <summary>Bits set among the first <paramref name="count"/>.</summary>
    public static int Count(ulong* bits, int count)
    {
        int set = 0;
        for (int word = 0; word < count >> 6; word++)
        {
            set += BitOperations.PopCount(bits[word]);
        }

        int rest = count & 63;
        return rest == 0 ? set : set + BitOperations.PopCount(bits[count >> 6] & ((1UL << rest) - 1));
    }

    /// <summary>Writes the places of the bits set among the first <paramref name="count"/>; returns how many.</summary>
    public static int Flatten(ulong* bits, int count, ushort* places)
    {
        int found = 0;
        for (int word = 0; word < Words(count); word++)
        {
            ulong rest = bits[word];
            if (((word + 1) << 6) > count)
            {
                rest &= (1UL << (count & 63)) - 1;
            }

            for (; rest != 0; rest &= rest - 1)
            {
                places[found++] = (ushort)((word << 6) + BitOperations.TrailingZeroCount(rest));
            }
        }

        return found;
    }
}
