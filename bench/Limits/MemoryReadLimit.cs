using System.Diagnostics;

namespace HotStream.Bench;

internal sealed unsafe class MemoryReadLimit : ILimit
{
    private const long Size = 512 << 20;

    public LimitResult Measure()
    {
        using var block = new NativeBlock(Size);
        var guard = 0L;
        var result = LimitResult.Of("memory read", "GB/s", "512 MiB in order, one thread, huge pages", () =>
        {
            var clock = Stopwatch.GetTimestamp();
            guard += MemoryRead.Sum(block.Pointer, block.Bytes);
            return block.Bytes / Stopwatch.GetElapsedTime(clock).TotalSeconds / 1e9;
        });
        return guard == 0 ? result : throw new InvalidOperationException("zeros did not sum to zero");
    }
}
