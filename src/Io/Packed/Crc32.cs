using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream.Io;

/// <summary>
/// CRC-32 of gzip and zip (reflected, initial value and final xor of all ones). Law: a sum goes on where the one before ended, however the
/// bytes are cut. Where the processor multiplies without carries, 64 bytes a step are folded to 16 that have the same sum; the table has
/// the last word.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Lane = 16;
    private const int Lanes = 4;

    private static readonly uint[] s_table = Table();
    private static readonly Vector128<ulong> s_byLanes = Behind(Lanes * Lane * 8);
    private static readonly Vector128<ulong> s_byLane = Behind(Lane * 8);

    /// <summary>The sum of bytes that follow others.</summary>
    /// <param name="before">The sum of the others; 0 for none.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Add(uint before, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~before;
        if (Pclmulqdq.IsSupported && bytes.Length >= Lanes * Lane)
        {
            Vector128<ulong> folded = Fold(crc, bytes);
            crc = ByTable(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in folded)));
            bytes = bytes[(bytes.Length / Lane * Lane)..];
        }

        return ~ByTable(crc, bytes);
    }

    /// <summary>The same by the table alone, which says what is right.</summary>
    public static uint AddPlain(uint before, ReadOnlySpan<byte> bytes) => ~ByTable(~before, bytes);

    private static uint ByTable(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] table = s_table;
        foreach (byte next in bytes)
        {
            crc = (crc >> 8) ^ table[(byte)(crc ^ next)];
        }

        return crc;
    }

    /// <summary>Sixteen bytes that do to a sum of 0 what all whole lanes do to this one.</summary>
    private static Vector128<ulong> Fold(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        Vector128<ulong> first = lanes[0] ^ Vector128.CreateScalar((ulong)crc);
        (Vector128<ulong> second, Vector128<ulong> third, Vector128<ulong> fourth) = (lanes[1], lanes[2], lanes[3]);
        lanes = lanes[Lanes..];
        for (; lanes.Length >= Lanes; lanes = lanes[Lanes..])
        {
            first = Moved(first, s_byLanes) ^ lanes[0];
            second = Moved(second, s_byLanes) ^ lanes[1];
            third = Moved(third, s_byLanes) ^ lanes[2];
            fourth = Moved(fourth, s_byLanes) ^ lanes[3];
        }

        first = Moved(first, s_byLane) ^ second;
        first = Moved(first, s_byLane) ^ third;
        first = Moved(first, s_byLane) ^ fourth;
        foreach (Vector128<ulong> next in lanes)
        {
            first = Moved(first, s_byLane) ^ next;
        }

        return first;
    }

    private static Vector128<ulong> Moved(Vector128<ulong> lane, Vector128<ulong> behind) =>
        Pclmulqdq.CarrylessMultiply(lane, behind, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, behind, 0x11);

    /// <summary>
    /// By what the halves of a lane are multiplied when so many bits follow it; reflected products lack a bit, hence the shift.
    /// </summary>
    private static Vector128<ulong> Behind(int bits) =>
        Vector128.Create((ulong)Power(bits + 32) << 1, (ulong)Power(bits - 32) << 1);

    /// <summary>x to a power, modulo the polynomial.</summary>
    private static uint Power(int exponent)
    {
        uint power = 1u << 31;
        for (int i = 0; i < exponent; i++)
        {
            power = Next(power);
        }

        return power;
    }

    private static uint Next(uint power) => (power >> 1) ^ ((power & 1) * Polynomial);

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = Next(crc);
            }

            table[value] = crc;
        }

        return table;
    }
}
