using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>Reads a file that is in the page cache into one reused 256 KiB slab and does nothing with it.</summary>
internal sealed class FileReadLimit(TextFile text) : ILimit
{
    private const int SlabBytes = 256 << 10;

    public LimitResult Measure() => LimitResult.Of("file read", "GB/s", "page cache, RandomAccess.Read of 256 KiB into one slab", () =>
    {
        var clock = Stopwatch.GetTimestamp();
        Run(text);
        return text.Bytes / Stopwatch.GetElapsedTime(clock).TotalSeconds / 1e9;
    });

    /// <summary>The limit as a row of a job: the file's words, unread.</summary>
    public static JobOutcome Run(TextFile text)
    {
        using var file = File.OpenHandle(text.Path, options: FileOptions.SequentialScan);
        using var slab = new NativeBlock(SlabBytes);
        var read = 0L;
        for (int bytes; (bytes = RandomAccess.Read(file, SlabOf(slab), read)) > 0;)
            read += bytes;
        return new JobOutcome(text.Answer.Total, () => text.Answer);
    }

    private static unsafe Span<byte> SlabOf(NativeBlock slab) => new(slab.Pointer, SlabBytes);
}
