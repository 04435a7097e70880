using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotStream.Bench;

/// <summary>Finds white space (bytes up to 0x20) 64 bytes at a time.</summary>
internal static unsafe class DelimiterScan
{
    /// <summary>Room that Positions may write beyond the last position it reports.</summary>
    public const int Slack = 64;

    private const byte LastSpace = 0x20;

    private static readonly Vector512<byte> s_iota = Vector512.CreateSequence<byte>(0, 1);

    /// <summary>One bit a byte, lowest first; reads 64 bytes whatever the caller wants of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bitmap(byte* text)
    {
        if (Vector512.IsHardwareAccelerated)
            return Vector512.LessThanOrEqual(Vector512.Load(text), Vector512.Create(LastSpace)).ExtractMostSignificantBits();
        if (Vector256.IsHardwareAccelerated)
            return Half256(text) | ((ulong)Half256(text + 32) << 32);
        return Quarter(text) | ((ulong)Quarter(text + 16) << 16) | ((ulong)Quarter(text + 32) << 32) | ((ulong)Quarter(text + 48) << 48);
    }

    /// <summary>
    /// Writes the offset (plus <paramref name="origin"/>) of every delimiter in the text and returns how many there
    /// are. Reads up to 63 bytes and writes up to Slack offsets beyond what it reports.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Positions(byte* text, int length, uint origin, uint* positions)
    {
        var iota = s_iota;
        var count = 0;
        for (var at = 0; at < length; at += 64)
        {
            var left = length - at;
            var wanted = left >= 64 ? ulong.MaxValue : (1UL << left) - 1;
            if (Avx512Vbmi2.IsSupported)
            {
                var hits = Vector512.LessThanOrEqual(Vector512.Load(text + at), Vector512.Create(LastSpace));
                var bits = hits.ExtractMostSignificantBits() & wanted;
                var offsets = Avx512Vbmi2.Compress(Vector512<byte>.Zero, hits, iota);
                Widen(offsets, origin + (uint)at, positions + count, BitOperations.PopCount(bits));
                count += BitOperations.PopCount(bits);
            }
            else
            {
                count += Flatten(Bitmap(text + at) & wanted, origin + (uint)at, positions + count);
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector512<byte> offsets, uint origin, uint* positions, int count)
    {
        // About ten delimiters in 64 bytes of text: the second store is rare, the last two nearly never happen.
        var from = Vector512.Create(origin);
        (Avx512F.ConvertToVector512UInt32(offsets.GetLower().GetLower()) + from).Store(positions);
        if (count <= 16)
            return;
        (Avx512F.ConvertToVector512UInt32(offsets.GetLower().GetUpper()) + from).Store(positions + 16);
        if (count <= 32)
            return;
        (Avx512F.ConvertToVector512UInt32(offsets.GetUpper().GetLower()) + from).Store(positions + 32);
        (Avx512F.ConvertToVector512UInt32(offsets.GetUpper().GetUpper()) + from).Store(positions + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Flatten(ulong bits, uint origin, uint* positions)
    {
        // Twelve unconditional steps beat a loop whose end is mispredicted every time.
        var count = BitOperations.PopCount(bits);
        for (var i = 0; i < 12; i++)
        {
            positions[i] = origin + (uint)BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }

        for (var i = 12; i < count; i++)
        {
            positions[i] = origin + (uint)BitOperations.TrailingZeroCount(bits);
            bits &= bits - 1;
        }

        return count;
    }

    private static uint Half256(byte* text) =>
        Vector256.LessThanOrEqual(Vector256.Load(text), Vector256.Create(LastSpace)).ExtractMostSignificantBits();

    private static uint Quarter(byte* text) =>
        Vector128.LessThanOrEqual(Vector128.Load(text), Vector128.Create(LastSpace)).ExtractMostSignificantBits();
}
