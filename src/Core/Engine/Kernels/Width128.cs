using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>The scans in 128-bit vectors: every 64-bit x86 and Arm processor.</summary>
internal readonly unsafe struct Width128 : IVectorWidth
{
    public static string Name => "128";

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualBytes(byte* line, byte value)
    {
        Vector128<byte> wanted = Vector128.Create(value);
        ulong bits = 0;
        for (int i = 0; i < 64; i += 16)
        {
            bits |= (ulong)Vector128.Equals(Vector128.Load(line + i), wanted).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Printable(byte* line)
    {
        var border = Vector128.Create((sbyte)0x1F); // with a sign, what is not ASCII is negative
        ulong bits = 0;
        for (int i = 0; i < 64; i += 16)
        {
            bits |= (ulong)Vector128.GreaterThan(Vector128.Load((sbyte*)line + i), border).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HighBits(byte* line)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i += 16)
        {
            bits |= (ulong)Vector128.Load(line + i).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Blanks(byte* line)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i += 16)
        {
            Vector128<byte> text = Vector128.Load(line + i);
            Vector128<byte> blank = Vector128.Equals(text, Vector128.Create((byte)0x20))
                | Vector128.LessThan(text - Vector128.Create((byte)0x09), Vector128.Create((byte)5));
            bits |= (ulong)blank.ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualWords(ulong* line, ulong key)
    {
        Vector128<ulong> wanted = Vector128.Create(key);
        uint bits = 0;
        for (int i = 0; i < 8; i += 2)
        {
            bits |= Vector128.Equals(Vector128.Load(line + i), wanted).ExtractMostSignificantBits() << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualPairs(ulong* line, ulong* pair, ulong mask)
    {
        Vector128<ulong> wanted = Vector128.Load(pair);
        var masks = Vector128.Create(mask, ulong.MaxValue);
        uint bits = 0;
        for (int i = 0; i < 8; i += 2)
        {
            bits |= (Vector128.Load(line + i) & masks) == wanted ? 1U << i : 0;
        }

        return bits;
    }
}
