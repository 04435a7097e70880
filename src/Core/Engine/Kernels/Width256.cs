using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>The scans in 256-bit vectors (AVX2).</summary>
internal readonly unsafe struct Width256 : IVectorWidth
{
    public static string Name => "256";

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualBytes(byte* line, byte value)
    {
        Vector256<byte> wanted = Vector256.Create(value);
        ulong low = Vector256.Equals(Vector256.Load(line), wanted).ExtractMostSignificantBits();
        ulong high = Vector256.Equals(Vector256.Load(line + 32), wanted).ExtractMostSignificantBits();
        return low | (high << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Printable(byte* line)
    {
        var border = Vector256.Create((sbyte)0x1F); // with a sign, what is not ASCII is negative
        ulong low = Vector256.GreaterThan(Vector256.Load((sbyte*)line), border).ExtractMostSignificantBits();
        ulong high = Vector256.GreaterThan(Vector256.Load((sbyte*)line + 32), border).ExtractMostSignificantBits();
        return low | (high << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HighBits(byte* line) =>
        Vector256.Load(line).ExtractMostSignificantBits() | ((ulong)Vector256.Load(line + 32).ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Blanks(byte* line) => Blanks32(line) | ((ulong)Blanks32(line + 32) << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualWords(ulong* line, ulong key)
    {
        Vector256<ulong> wanted = Vector256.Create(key);
        uint low = Vector256.Equals(Vector256.Load(line), wanted).ExtractMostSignificantBits();
        uint high = Vector256.Equals(Vector256.Load(line + 4), wanted).ExtractMostSignificantBits();
        return low | (high << 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualPairs(ulong* line, ulong* pair, ulong mask)
    {
        Vector256<ulong> wanted = Avx2.IsSupported
            ? Avx2.BroadcastVector128ToVector256(pair) // from memory in one load; Create goes through the stack
            : Vector256.Create(Vector128.Load(pair));
        var masks = Vector256.Create(mask, ulong.MaxValue, mask, ulong.MaxValue); // word by word it is a constant
        uint words = Vector256.Equals(Vector256.Load(line) & masks, wanted).ExtractMostSignificantBits()
            | (Vector256.Equals(Vector256.Load(line + 4) & masks, wanted).ExtractMostSignificantBits() << 4);
        return words & (words >> 1) & 0x55;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blanks32(byte* text)
    {
        Vector256<byte> bytes = Vector256.Load(text);
        Vector256<byte> blank = Vector256.Equals(bytes, Vector256.Create((byte)0x20))
            | Vector256.LessThan(bytes - Vector256.Create((byte)0x09), Vector256.Create((byte)5));
        return blank.ExtractMostSignificantBits();
    }
}
