using System.Buffers.Binary;
using System.Numerics;

namespace HotStream.Io;

/// <summary>
/// A prefix code of deflate as a table: the next bits of the data, the first one lowest, are the place of an entry; codes that are longer
/// lead to a table of their own behind it. Made anew for each block, in the same memory.
/// </summary>
/// <param name="entries">What symbols mean, as entries whose code has no length yet.</param>
/// <param name="rootBits">Bits that the first table is looked up by.</param>
internal sealed class HuffmanCode(uint[] entries, int rootBits)
{
    // An entry: bits 0 to 3 length of the code or of its rest, 0 for none; 4 to 7 further bits of the value, or those that the next table
    // is looked up by; then flags; from bit 16 on the value, or the place of the next table.
    public const uint Literal = 1u << 8;
    public const uint End = 1u << 9;
    public const uint Wrong = 1u << 10;
    private const uint Leads = 1u << 11;

    private const int LongestCode = 15;

    private readonly uint[] _table = new uint[(1 << rootBits) + RoomBehind(entries.Length, LongestCode - rootBits)];
    private readonly byte[] _deepest = new byte[1 << rootBits];
    private readonly ushort[] _places = new ushort[1 << rootBits];

    /// <summary>The entry that the next bits mean; 0 for none.</summary>
    public uint this[ulong bits]
    {
        get
        {
            uint entry = _table[(int)bits & ((1 << rootBits) - 1)];
            return (entry & Leads) == 0 ? entry
                : Behind(_table[(int)(entry >> 16) + ((int)(bits >> rootBits) & ((1 << (int)((entry >> 4) & 15)) - 1))]);
        }
    }

    /// <summary>An entry of a symbol.</summary>
    public static uint Entry(int value, int extraBits = 0, uint flags = 0) => ((uint)value << 16) | flags | ((uint)extraBits << 4);

    /// <summary>Makes the table of a code.</summary>
    /// <param name="lengths">Of each symbol the length of its code, 0 for none.</param>
    /// <param name="mayBeEmpty">Whether there may be no symbol.</param>
    /// <returns>Whether it is a code: whole, or a single symbol, or none where that may be.</returns>
    public bool TryMake(ReadOnlySpan<byte> lengths, bool mayBeEmpty)
    {
        Span<int> next = stackalloc int[LongestCode + 2];
        Span<int> counts = stackalloc int[LongestCode + 1];
        counts.Clear();
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        int code = 0;
        int longest = 0;
        int left = 1;
        next[0] = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            code = (code + counts[length - 1]) << 1;
            next[length] = code;
            left = (left << 1) - counts[length];
            if (left < 0)
            {
                return false;
            }

            longest = counts[length] > 0 ? length : longest;
        }

        _table.AsSpan().Clear();
        if (left > 0 && !(longest == 1 || (longest == 0 && mayBeEmpty)))
        {
            return false;
        }

        if (longest > rootBits)
        {
            PlaceTables(lengths, next);
        }

        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length > 0)
            {
                Write(entries[symbol], Reversed(next[length]++, length), length);
            }
        }

        return true;
    }

    /// <summary>Entries of all tables behind the first: of a whole code, one of n bits has n + 1 symbols at least.</summary>
    private static int RoomBehind(int symbols, int bits) => symbols * (1 << bits) / (bits + 1);

    private uint Behind(uint entry) => entry == 0 ? 0 : entry + (uint)rootBits;

    /// <summary>Finds room for the tables of codes that are longer than the first table's.</summary>
    private void PlaceTables(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> first)
    {
        Span<int> next = stackalloc int[LongestCode + 2];
        first.CopyTo(next);
        _deepest.AsSpan().Clear();
        foreach (byte length in lengths)
        {
            if (length > 0)
            {
                int code = next[length]++;
                if (length > rootBits)
                {
                    int root = Reversed(code, length) & ((1 << rootBits) - 1);
                    _deepest[root] = Math.Max(_deepest[root], length);
                }
            }
        }

        int place = 1 << rootBits;
        for (int root = 0; root < _deepest.Length; root++)
        {
            if (_deepest[root] > 0)
            {
                int bits = _deepest[root] - rootBits;
                _places[root] = (ushort)place;
                _table[root] = ((uint)place << 16) | Leads | ((uint)bits << 4) | (uint)rootBits;
                place += 1 << bits;
            }
        }
    }

    private void Write(uint entry, int code, int length)
    {
        if (length <= rootBits)
        {
            for (int at = code; at < 1 << rootBits; at += 1 << length)
            {
                _table[at] = entry | (uint)length;
            }

            return;
        }

        int root = code & ((1 << rootBits) - 1);
        int end = 1 << (_deepest[root] - rootBits);
        for (int at = code >> rootBits; at < end; at += 1 << (length - rootBits))
        {
            _table[_places[root] + at] = entry | (uint)(length - rootBits);
        }
    }

    private static int Reversed(int code, int length)
    {
        uint bits = (uint)code;
        bits = ((bits >> 1) & 0x5555) | ((bits & 0x5555) << 1);
        bits = ((bits >> 2) & 0x3333) | ((bits & 0x3333) << 2);
        bits = ((bits >> 4) & 0x0F0F) | ((bits & 0x0F0F) << 4);
        return (int)((BinaryPrimitives.ReverseEndianness((ushort)bits) & 0xFFFFu) >> (16 - length));
    }
}
