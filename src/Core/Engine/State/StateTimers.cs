namespace HotStream;

/// <summary>
/// Which keys may be idle, without looking at all of them: every key with a state waits in one bucket, whose time is not later than the key
/// was touched. A bucket is opened once its time is idle; who was touched since is put into the bucket of that time when the batch is over.
/// So a touch costs nothing, and a key is looked at once per time-out. Buckets are chains through one column of numbers. Failure of a batch
/// puts those who were due back, to be due in the next one.
/// </summary>
internal sealed class StateTimers(long zero, long slide, long timeout) : IDisposable
{
    private const int NotWaiting = 0;
    private const int Last = 1;
    private const int FirstLink = 2;

    private readonly int[] _buckets = NewBuckets((timeout / slide) + 2);
    private readonly GrowingArray<int> _links = new(); // by number: not waiting, last of its chain, or the next number + FirstLink
    private readonly RecordList<int> _due = new();
    private readonly RecordList<int> _created = new();
    private long _open = 1; // slides from zero: buckets before this one have been opened
    private int _covered;

    /// <summary>Most slides a time-out may have.</summary>
    public const long MostSlides = 1 << 24;

    /// <summary>Numbers that may be idle in this batch, each once.</summary>
    public ReadOnlySpan<int> Due => _due.Span;

    /// <summary>Opens the buckets that have become idle.</summary>
    public void Begin<TKey, TState>(StateTable<TKey, TState> table, long time)
    {
        Span<StateSlot<TState>> slots = table.Slots;
        long end = Math.Max(_open, (time - timeout - zero + slide - 1) / slide); // the first bucket that is not idle yet
        _open = Math.Max(_open, end - _buckets.Length); // after a leap of the clock each bucket is opened once
        for (; _open < end; _open++)
        {
            ref int bucket = ref _buckets[_open % _buckets.Length];
            int link = bucket;
            bucket = Last;
            while (link >= FirstLink)
            {
                int number = link - FirstLink;
                ref int own = ref _links.Span(_covered)[number];
                link = own;
                own = NotWaiting;
                if (slots[number].IsAlive)
                {
                    if (slots[number].Touched < time - timeout)
                    {
                        _due.Add(number);
                    }
                    else
                    {
                        Wait(number, slots[number].Touched);
                    }
                }
            }
        }
    }

    /// <summary>A key has got a state.</summary>
    public void Add(int number) => _created.Add(number);

    /// <summary>The batch succeeded.</summary>
    public void Commit<TKey, TState>(StateTable<TKey, TState> table)
    {
        WaitAll(_due.Span, table);
        WaitAll(_created.Span, table);
        _due.Clear();
        _created.Clear();
    }

    /// <summary>The batch failed.</summary>
    public void Undo()
    {
        foreach (int number in _due.Span)
        {
            Wait(number, TimeOf(_open));
        }

        _due.Clear();
        _created.Clear();
    }

    /// <summary>Numbers have changed, or the table was filled: everybody waits anew.</summary>
    public void Rebuild<TKey, TState>(StateTable<TKey, TState> table)
    {
        Array.Fill(_buckets, Last);
        _links.Clear(_covered);
        Span<StateSlot<TState>> slots = table.Slots;
        Cover(slots.Length);
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].IsAlive)
            {
                Wait(i, slots[i].Touched);
            }
        }
    }

    public void Dispose()
    {
        _links.Dispose();
        _due.Release();
        _created.Release();
    }

    private static int[] NewBuckets(long count)
    {
        int[] buckets = new int[count];
        Array.Fill(buckets, Last);
        return buckets;
    }

    private long TimeOf(long index) => zero + (index * slide);

    private void WaitAll<TKey, TState>(ReadOnlySpan<int> numbers, StateTable<TKey, TState> table)
    {
        Cover(table.Count);
        Span<StateSlot<TState>> slots = table.Slots;
        foreach (int number in numbers)
        {
            if (slots[number].IsAlive)
            {
                Wait(number, slots[number].Touched);
            }
        }
    }

    private void Wait(int number, long touched)
    {
        ref int link = ref _links.Span(_covered)[number];
        if (link == NotWaiting)
        {
            ref int bucket = ref _buckets[Math.Max(_open, (touched - zero) / slide) % _buckets.Length];
            link = bucket;
            bucket = number + FirstLink;
        }
    }

    private void Cover(int count)
    {
        _links.EnsureCapacity(count, _covered);
        _covered = Math.Max(_covered, count);
    }
}
