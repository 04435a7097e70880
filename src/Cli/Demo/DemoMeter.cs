using System.Diagnostics;

namespace HotStream.Cli;

/// <summary>
/// Measures while the demo runs: an output that counts what the engine counted, then, when the batch is complete, its delays. Both are
/// called on the driver, one after the other.
/// </summary>
internal sealed class DemoMeter(StreamingContext context, GeneratorServer server, IDemoView view)
{
    private const int TopShown = 10;
    private const int DelaysKept = 1000;

    private readonly TopWords _top = new(TopShown);
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private long _allocatedBefore = GC.GetTotalAllocatedBytes();
    private long _lines;

    /// <summary>Delays of the last thousand batches.</summary>
    public DelayWindow Delays { get; } = new(DelaysKept);

    /// <summary>Lines that batches have received so far.</summary>
    public long LinesReceived => Volatile.Read(ref _lines);

    public long WordsCounted { get; private set; }

    public int Batches { get; private set; }

    /// <summary>The output.</summary>
    public void Count(Batch<KeyValuePair<Utf8Slice, long>> counts)
    {
        _top.Read(counts);
        WordsCounted += _top.Words;
    }

    /// <summary>The listener of completed batches.</summary>
    public void Complete(BatchInfo batch)
    {
        TimeSpan delay = batch.DelayAfterDue!.Value;
        Batches++;
        Delays.Add(delay);
        Volatile.Write(ref _lines, _lines + batch.Records);

        long now = Stopwatch.GetTimestamp();
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_last, now).TotalSeconds, 1e-6);
        long allocated = GC.GetTotalAllocatedBytes() - view.AllocatedBytes;
        view.Take(new DemoSnapshot(
            batch.Time,
            Stopwatch.GetElapsedTime(_started, now),
            batch.Records * server.BytesPerLine / 1e6 / seconds,
            _top.Words / seconds,
            delay,
            Delays.Percentile(50),
            Delays.Percentile(99),
            _top.Words > 0 ? (double)Math.Max(0, allocated - _allocatedBefore) / _top.Words : null,
            context.ReceivedBytesHeld,
            WordsCounted,
            _top.Distinct,
            [.. _top.Best]));
        _last = now;
        _allocatedBefore = allocated;
    }
}
