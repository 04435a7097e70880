using System.Diagnostics;

namespace HotStream.Bench;

internal sealed unsafe class MemoryCopyLimit : ILimit
{
    private const long Size = 512 << 20;

    public LimitResult Measure()
    {
        using var from = new NativeBlock(Size);
        using var to = new NativeBlock(Size);
        return LimitResult.Of("memory copy", "GB/s", "512 MiB by Buffer.MemoryCopy, bytes copied", () =>
        {
            var clock = Stopwatch.GetTimestamp();
            Buffer.MemoryCopy(from.Pointer, to.Pointer, Size, Size);
            return Size / Stopwatch.GetElapsedTime(clock).TotalSeconds / 1e9;
        });
    }
}
