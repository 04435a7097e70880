namespace HotStream.Bench;

/// <summary>HotStream's ring between two threads, 64 numbers a publish.</summary>
internal static class EngineRing
{
    private const int BatchItems = 64;

    public static JobOutcome Run(HandoverItems items)
    {
        using var ring = new SpscRing<long, YieldWaiting>(1 << 14);
        var writer = new Thread(() => Write(ring, items.Count));
        writer.Start();
        var sum = Read(ring, items.Count);
        writer.Join();
        return new JobOutcome(items.Count, () => HandoverItems.AnswerOf(items.Count, sum));
    }

    private static void Write(SpscRing<long, YieldWaiting> ring, long count)
    {
        var batch = new long[BatchItems];
        for (var next = 0L; next < count; next += BatchItems)
        {
            for (var i = 0; i < batch.Length; i++)
                batch[i] = next + i;
            ring.Publish(batch.AsSpan(0, (int)Math.Min(BatchItems, count - next)), CancellationToken.None);
        }
    }

    private static long Read(SpscRing<long, YieldWaiting> ring, long count)
    {
        var taken = new long[1024];
        var sum = 0L;
        var spin = default(SpinWait);
        for (var read = 0L; read < count;)
        {
            var got = ring.Take(taken);
            if (got == 0)
                spin.SpinOnce(sleep1Threshold: -1);
            foreach (var item in taken.AsSpan(0, got))
                sum += item;
            read += got;
        }

        return sum;
    }
}
