namespace HotStream;

/// <summary>
/// Large pieces of memory that were let go, kept for a while for whoever wants as much: a table that is made, filled and let go again by
/// every query would spend a third of its time on pages that the system takes away, gives and clears. What is kept is bounded in bytes, the
/// oldest is given back first, and in time. Thread-safe.
/// </summary>
internal static unsafe class KeptMemory
{
    /// <summary>Bytes kept at most: a thirty-second of the machine's memory, and no more than 512 MiB.</summary>
    public static readonly long BytesMax = Math.Min(512L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32);

    private const int KeptMilliseconds = 10_000;

    private static readonly Lock s_gate = new();
    private static readonly List<Piece> s_pieces = []; // the oldest first
    private static long s_bytes;
    private static Timer? s_timer;

    /// <summary>Bytes kept at the moment.</summary>
    public static long Bytes => Volatile.Read(ref s_bytes);

    /// <summary>A piece of exactly so many bytes, which hold anything; null when none is kept.</summary>
    public static void* TryTake(nuint length)
    {
        lock (s_gate)
        {
            for (int i = s_pieces.Count - 1; i >= 0; i--)
            {
                if (s_pieces[i].Length == length)
                {
                    void* start = s_pieces[i].Start;
                    s_pieces.RemoveAt(i);
                    s_bytes -= (long)length;
                    return start;
                }
            }
        }

        return null;
    }

    /// <summary>Takes a mapped piece over.</summary>
    public static void Keep(void* start, nuint length)
    {
        lock (s_gate)
        {
            s_pieces.Add(new Piece(start, length, Environment.TickCount64));
            s_bytes += (long)length;
            while (s_bytes > BytesMax)
            {
                GiveBackOldest();
            }

            if (s_pieces.Count > 0)
            {
                s_timer ??= new Timer(static _ => GiveBackOld(), null, KeptMilliseconds, KeptMilliseconds);
            }
        }
    }

    /// <summary>Gives back what nobody has wanted for a while.</summary>
    private static void GiveBackOld()
    {
        lock (s_gate)
        {
            long old = Environment.TickCount64 - KeptMilliseconds;
            while (s_pieces.Count > 0 && s_pieces[0].Since <= old)
            {
                GiveBackOldest();
            }

            if (s_pieces.Count == 0)
            {
                s_timer?.Dispose();
                s_timer = null;
            }
        }
    }

    private static void GiveBackOldest()
    {
        Piece piece = s_pieces[0];
        s_pieces.RemoveAt(0);
        s_bytes -= (long)piece.Length;
        NativeBlock.Unmap(piece.Start, piece.Length);
    }

    private readonly struct Piece(void* start, nuint length, long since)
    {
        public void* Start { get; } = start;

        public nuint Length { get; } = length;

        public long Since { get; } = since;
    }
}
