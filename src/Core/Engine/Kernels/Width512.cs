using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>The scans in one 512-bit vector (AVX-512 BW).</summary>
internal readonly unsafe struct Width512 : IVectorWidth
{
    public static string Name => "512";

    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualBytes(byte* line, byte value) => Equal(line, value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Printable(byte* line) => // with a sign, what is not ASCII is negative
        Vector512.GreaterThan(Vector512.Load((sbyte*)line), Vector512.Create((sbyte)0x1F)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HighBits(byte* line) => Vector512.Load(line).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Blanks(byte* line) => Blank(line).ExtractMostSignificantBits();

    /// <summary><see cref="EqualBytes"/> before it becomes bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Equal(byte* line, byte value) => Vector512.Equals(Vector512.Load(line), Vector512.Create(value));

    /// <summary><see cref="Blanks"/> before it becomes bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Blank(byte* line)
    {
        Vector512<byte> text = Vector512.Load(line);
        return Vector512.Equals(text, Vector512.Create((byte)0x20))
            | Vector512.LessThan(text - Vector512.Create((byte)0x09), Vector512.Create((byte)5));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualWords(ulong* line, ulong key) =>
        (uint)Vector512.Equals(Vector512.Load(line), Vector512.Create(key)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EqualPairs(ulong* line, ulong* pair, ulong mask)
    {
        Vector512<ulong> wanted = Avx512DQ.IsSupported
            ? Avx512DQ.BroadcastVector128ToVector512(pair) // from memory in one load; Create goes through the stack
            : Vector512.Create(Vector128.Load(pair));
        const ulong All = ulong.MaxValue;
        var masks = Vector512.Create(mask, All, mask, All, mask, All, mask, All); // word by word it is a constant
        uint words = (uint)Vector512.Equals(Vector512.Load(line) & masks, wanted).ExtractMostSignificantBits();
        return words & (words >> 1) & 0x55;
    }
}
