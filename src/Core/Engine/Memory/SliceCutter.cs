using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// Cuts text at delimiter positions into slices, a block at a time. The loop has no branch and no call: every part is written as if it
/// fitted in the value itself; parts that do not (longer than 12 bytes) are noted and rewritten afterwards. A branch per part would be
/// mispredicted for every long word, a call would spill the loop's registers; together they doubled the cost (Micro/SplitBench).
/// </summary>
internal static unsafe class SliceCutter
{
    // For each length 0 to 12: the shuffle that moves so many bytes up by four places (0xFF gives zero), and the length as first byte.
    private static readonly byte* s_moveUp = BuildMoveUp();

    /// <summary>
    /// Writes the parts that end at <paramref name="ends"/>; the first begins at <paramref name="start"/>, every other one byte after the
    /// last end. Each delimiter is one byte.
    /// </summary>
    /// <param name="text">First byte of the text; 16 bytes past its end must be readable.</param>
    /// <param name="ends">Positions of delimiters, ascending.</param>
    /// <param name="count">How many positions; at most <see cref="Block.Size"/>.</param>
    /// <param name="start">Where the first part begins; on return, where the next one does.</param>
    /// <param name="reference">Slab reference of <paramref name="text"/>.</param>
    /// <param name="keepEmpty">Whether a part of length zero counts.</param>
    /// <param name="parts">Room for <paramref name="count"/> + 1 slices.</param>
    /// <returns>Parts written.</returns>
    public static int Cut(byte* text, int* ends, int count, ref int start, ulong reference, bool keepEmpty, Utf8Slice* parts)
    {
        ulong* notes = stackalloc ulong[Block.Size];
        int first = start;
        nuint noted;
        int written = count;
        if (keepEmpty)
        {
            noted = CutShort(text, ends, (nuint)count, first, parts, notes, s_moveUp);
        }
        else
        {
            noted = CutShortWords(text, ends, (nuint)count, first, parts, notes, s_moveUp, out written);
        }

        for (nuint i = 0; i < noted; i++)
        {
            int part = (int)notes[i];
            int from = part == 0 ? first : ends[part - 1] + 1;
            parts[notes[i] >> 32] = Utf8Slice.Create(text + from, ends[part] - from, reference + (ulong)(long)from);
        }

        start = count == 0 ? first : ends[count - 1] + 1;
        return written;
    }

    /// <summary>As <see cref="Cut"/> with empty parts, for parts that are mostly long: one by one.</summary>
    public static void CutLines(byte* text, int* ends, int count, ref int start, ulong reference, Utf8Slice* parts)
    {
        nint from = start;
        for (nint i = 0; i < count; i++)
        {
            nint end = ends[i];
            parts[i] = Utf8Slice.Create(text + from, (int)(end - from), reference + (ulong)from);
            from = end + 1;
        }

        start = (int)from;
    }

    /// <summary>One slice over text whose following 16 bytes may be read.</summary>
    public static Utf8Slice CutShort(byte* text, int length)
    {
        Vector128<ulong> words = Shift(text, length, s_moveUp).AsUInt64();
        return new Utf8Slice(words[0], words[1]);
    }

    /// <summary>Every part, empty ones too; returns how many are noted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nuint CutShort(byte* text, int* ends, nuint count, nint start, Utf8Slice* parts, ulong* notes, byte* moveUp)
    {
        nuint noted = 0;
        for (nuint i = 0; i < count; i++)
        {
            nint end = ends[i];
            nint length = end - start;
            Shift(text + start, length, moveUp).Store((byte*)(parts + i));
            notes[noted] = i | (i << 32);
            noted += (nuint)(Utf8Slice.InlineCapacity - length) >> 63; // 1 when longer than 12
            start = end + 1;
        }

        return noted;
    }

    /// <summary>Every part that is not empty; returns how many are noted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nuint CutShortWords(byte* text, int* ends, nuint count, nint start, Utf8Slice* parts, ulong* notes,
        byte* moveUp, out int written)
    {
        nuint noted = 0;
        nuint place = 0;
        for (nuint i = 0; i < count; i++)
        {
            nint end = ends[i];
            nint length = end - start;
            Shift(text + start, length, moveUp).Store((byte*)(parts + place));
            notes[noted] = i | (place << 32);
            noted += (nuint)(Utf8Slice.InlineCapacity - length) >> 63; // 1 when longer than 12
            place += (nuint)(-length) >> 63; // 1 when not empty
            start = end + 1;
        }

        written = (int)place;
        return noted;
    }

    /// <summary>Up to twelve bytes moved up by four, those beyond the length zero, the length in front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shift(byte* text, nint length, byte* moveUp)
    {
        byte* row = moveUp + ((length & 15) * 32);
        return Vector128.ShuffleNative(Vector128.Load(text), Vector128.Load(row)) | Vector128.Load(row + 16);
    }

    private static byte* BuildMoveUp()
    {
        byte* table = (byte*)NativeMemory.AlignedAlloc(16 * 32, 64);
        for (int length = 0; length < 16; length++)
        {
            for (int i = 0; i < 16; i++)
            {
                table[(length * 32) + i] = i >= 4 && i - 4 < length ? (byte)(i - 4) : (byte)0xFF;
                table[(length * 32) + 16 + i] = i == 0 ? (byte)length : (byte)0;
            }
        }

        return table;
    }
}
