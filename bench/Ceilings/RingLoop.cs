using System.Runtime.CompilerServices;

namespace HotStream.Bench;

/// <summary>
/// The hand-written hand-over between two threads: a ring of longs, one writer, one reader. The writer publishes a
/// batch by storing its position (release); the reader takes all that is published and stores its own. Each side keeps
/// the other's last seen position and reads the shared one only when that is used up.
/// </summary>
internal sealed class RingLoop
{
    private const int Capacity = 1 << 14;
    private const int BatchItems = 64;

    private readonly long[] _items = new long[Capacity];
    private PaddedPosition _written;
    private PaddedPosition _read;

    public static JobOutcome Run(HandoverItems items)
    {
        var ring = new RingLoop();
        var writer = new Thread(() => ring.Write(items.Count));
        writer.Start();
        var sum = ring.Read(items.Count);
        writer.Join();
        return new JobOutcome(items.Count, () => HandoverItems.AnswerOf(items.Count, sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(long count)
    {
        var items = _items;
        var free = (long)Capacity;
        var spin = default(SpinWait);
        for (var next = 0L; next < count;)
        {
            var end = Math.Min(next + BatchItems, count);
            while (end > free)
            {
                free = Volatile.Read(ref _read.Value) + Capacity;
                if (end > free)
                    spin.SpinOnce(sleep1Threshold: -1);
            }

            for (; next < end; next++)
                items[(int)next & (Capacity - 1)] = next;
            Volatile.Write(ref _written.Value, next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Read(long count)
    {
        var items = _items;
        var sum = 0L;
        var spin = default(SpinWait);
        for (var next = 0L; next < count;)
        {
            var end = Volatile.Read(ref _written.Value);
            if (end == next)
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            for (; next < end; next++)
                sum += items[(int)next & (Capacity - 1)];
            Volatile.Write(ref _read.Value, next);
        }

        return sum;
    }
}
