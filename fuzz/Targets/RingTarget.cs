namespace HotStream.Fuzz.Targets;

/// <summary>A ring against a queue, one thread: every byte publishes (high bit clear) or takes (set) so many items.</summary>
internal sealed class RingTarget : IFuzzTarget
{
    public string Name => "ring";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [1, 3, 0x82, 5, 0x85, 0x81],
        [3, 127, 0xFF, 127, 0xFF, 0, 0x80],
        [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 2 == 0 ? i % 7 : 0x80 | (i % 5)))],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        var operations = new OperationReader(input);
        int capacity = 2 + (operations.Byte() % 63);
        using var ring = new SpscRing<string, ParkWaiting>(capacity);
        var queue = new Queue<string>();
        var items = new string[127];
        long published = 0;
        while (!operations.IsAtEnd)
        {
            byte operation = operations.Byte();
            int count = operation & 0x7F;
            if (operation < 0x80)
            {
                for (int i = 0; i < count; i++)
                {
                    items[i] = (published + i).ToString(null, null);
                }

                int went = ring.TryPublish(items.AsSpan(0, count));
                Check.Same(Math.Min(count, ring.Capacity - queue.Count), went, "items published");
                for (int i = 0; i < went; i++)
                {
                    queue.Enqueue(items[i]);
                }

                published += went;
            }
            else
            {
                Array.Clear(items);
                int came = ring.Take(items.AsSpan(0, count));
                Check.Same(Math.Min(count, queue.Count), came, "items taken");
                for (int i = 0; i < came; i++)
                {
                    Check.Same(queue.Dequeue(), items[i], "item");
                }

                Check.Same(true, items.AsSpan(came).IndexOfAnyExcept((string)null!) < 0, "nothing is written behind the items taken");
            }

            Check.Same(published, ring.Published, "published");
            Check.Same(published - queue.Count, ring.Consumed, "consumed");
        }
    }
}
