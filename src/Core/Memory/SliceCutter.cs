using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// Cuts text at delimiter positions into slices, a block at a time. The loop has no branch and no call: every part is written as if it
/// fitted in the value itself; parts that do not (longer than 12 bytes) are noted and mended afterwards. A branch per part would be
/// mispredicted for every long word, a call would spill the loop's registers; together they doubled the cost (Micro/SplitBench).
/// </summary>
internal static unsafe class SliceCutter
{
    // For each length 0 to 12 the shuffle that moves so many bytes up by four places, over the length field; 0xFF gives zero.
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
        int* notes = stackalloc int[2 * Block.Size];
        int first = start;
        int longParts = CutShort(text, ends, count, first, keepEmpty ? 1 : 0, parts, notes, s_moveUp, out int written);
        for (int i = 0; i < longParts; i++)
        {
            int part = notes[2 * i];
            int from = part == 0 ? first : ends[part - 1] + 1;
            parts[notes[(2 * i) + 1]] = Utf8Slice.Create(text + from, ends[part] - from, reference + (ulong)(long)from);
        }

        start = count == 0 ? first : ends[count - 1] + 1;
        return written;
    }

    /// <summary>One slice over text whose following 16 bytes may be read.</summary>
    public static Utf8Slice CutShort(byte* text, int length)
    {
        Vector128<byte> bytes = Vector128.ShuffleNative(Vector128.Load(text), Vector128.Load(s_moveUp + (length * 16)));
        Vector128<ulong> words = bytes.AsUInt32().WithElement(0, (uint)length).AsUInt64();
        return new Utf8Slice(words[0], words[1]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CutShort(
        byte* text, int* ends, int count, int start, int keepEmpty, Utf8Slice* parts, int* notes, byte* moveUp, out int written)
    {
        int noted = 0;
        int place = 0;
        for (int i = 0; i < count; i++)
        {
            int end = ends[i];
            int length = end - start;
            Vector128<byte> bytes = Vector128.ShuffleNative(Vector128.Load(text + start), Vector128.Load(moveUp + ((length & 15) * 16)));
            bytes.AsUInt32().WithElement(0, (uint)length).Store((uint*)(parts + place));
            notes[2 * noted] = i;
            notes[(2 * noted) + 1] = place;
            noted += (int)((uint)(Utf8Slice.InlineCapacity - length) >> 31); // 1 when longer than 12
            place += (int)((uint)-length >> 31) | keepEmpty; // 1 when not empty, or when empty ones count
            start = end + 1;
        }

        written = place;
        return noted;
    }

    private static byte* BuildMoveUp()
    {
        byte* table = (byte*)NativeMemory.AlignedAlloc(16 * 16, 64);
        for (int length = 0; length < 16; length++)
        {
            for (int i = 0; i < 16; i++)
            {
                table[(length * 16) + i] = i >= 4 && i - 4 < length ? (byte)(i - 4) : (byte)0xFF;
            }
        }

        return table;
    }
}
