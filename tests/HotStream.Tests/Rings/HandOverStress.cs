namespace HotStream.Tests.Rings;

/// <summary>
/// Two threads at full speed, pieces of random size, every parcel checked for order and contents. Ends at the first violation. No clock is
/// read: nothing moves any more when the consumer finds the ring empty again and again after the producer has tried again and again.
/// </summary>
internal static class HandOverStress
{
    private const int ManyTries = 1000;

    /// <summary>Hands parcels over; returns what was wrong, or null.</summary>
    public static string? Run(IHandOver ring, long parcels, int seed)
    {
        string? violation = null;
        long tries = 0; // of the producer; whoever reads it sees what they published
        var producer = new SideThread(Produce);
        producer.Start();
        Consume();
        producer.Join();
        return violation;

        bool IsOver() => Volatile.Read(ref violation) is not null;

        void Produce()
        {
            var random = new Random(seed);
            var piece = new Parcel[64];
            for (long next = 0; next < parcels && !IsOver();)
            {
                int count = (int)Math.Min(random.Next(1, piece.Length + 1), parcels - next);
                for (int i = 0; i < count; i++)
                {
                    piece[i] = Parcel.Of(next + i);
                }

                int idle = 0;
                for (int sent = 0; sent < count && !IsOver();)
                {
                    int now = ring.TryPublish(piece.AsSpan(sent, count - sent));
                    Volatile.Write(ref tries, tries + 1);
                    sent += now;
                    idle = now > 0 ? 0 : Wait(idle);
                }

                next += count;
            }

            Volatile.Write(ref tries, long.MaxValue); // none of its parcels is still to come
        }

        void Consume()
        {
            var random = new Random(seed + 1);
            var taken = new Parcel[64];
            int idle = 0;
            int emptyAfterTries = 0;
            long triesBefore = 0;
            for (long next = 0; next < parcels;)
            {
                int count = ring.Take(taken.AsSpan(0, random.Next(1, taken.Length + 1)));
                idle = count > 0 ? 0 : Wait(idle);
                for (int i = 0; i < count; i++)
                {
                    if (!taken[i].IsExactly(next + i))
                    {
                        Volatile.Write(ref violation, $"Parcel {next + i} was expected, {taken[i]} came.");
                        return;
                    }
                }

                next += count;
                if (count > 0)
                {
                    emptyAfterTries = 0;
                    triesBefore = Volatile.Read(ref tries);
                }
                else if (emptyAfterTries > 0 || Volatile.Read(ref tries) - triesBefore > ManyTries)
                {
                    if (++emptyAfterTries > ManyTries)
                    {
                        Volatile.Write(ref violation, $"Nothing moves any more after {next} parcels.");
                        return;
                    }
                }
            }
        }
    }

    private static int Wait(int idle)
    {
        if (idle < 20)
        {
            Thread.SpinWait(10);
        }
        else
        {
            Thread.Yield();
        }

        return idle + 1;
    }
}
