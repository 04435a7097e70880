using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream.Bench;

/// <summary>
/// White space found in real text: only counted from its bitmap, and with every position written down, which is what a
/// splitter needs. In cache means the same 64 KiB again and again.
/// </summary>
internal sealed unsafe class DelimiterScanLimit(TextFile text, bool inCache, bool positions) : ILimit
{
    private const int CacheBytes = 64 << 10;
    private const int BlockBytes = 4096;
    private const long BytesARun = 256L << 20;

    public LimitResult Measure()
    {
        var length = inCache ? CacheBytes : (int)Math.Min(text.Bytes, BytesARun) / BlockBytes * BlockBytes;
        using var block = new NativeBlock(length + 64);
        using (var file = File.OpenRead(text.Path))
            file.ReadExactly(new Span<byte>(block.Pointer, length));
        using var scratch = new NativeBlock((BlockBytes + DelimiterScan.Slack) * sizeof(uint));
        var passes = (int)Math.Max(1, BytesARun / length);
        var name = $"delimiter {(positions ? "positions" : "bitmap")}, {(inCache ? "in cache" : "from memory")}";
        var how = $"{length >> 10} KiB x {passes}, 64 bytes a step";
        return LimitResult.Of(name, "GB/s", how, () =>
        {
            var clock = Stopwatch.GetTimestamp();
            var found = 0L;
            for (var pass = 0; pass < passes; pass++)
                found += positions ? Positions(block.Pointer, length, (uint*)scratch.Pointer) : Bitmaps(block.Pointer, length);
            var elapsed = Stopwatch.GetElapsedTime(clock);
            if (found == 0)
                throw new InvalidOperationException("no delimiter found");
            return (double)length * passes / elapsed.TotalSeconds / 1e9;
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Bitmaps(byte* from, int length)
    {
        var found = 0L;
        for (var at = 0; at < length; at += 64)
            found += BitOperations.PopCount(DelimiterScan.Bitmap(from + at));
        return found;
    }

    private static long Positions(byte* from, int length, uint* positions)
    {
        var found = 0L;
        for (var at = 0; at < length; at += BlockBytes)
            found += DelimiterScan.Positions(from + at, BlockBytes, 0, positions);
        return found;
    }
}
