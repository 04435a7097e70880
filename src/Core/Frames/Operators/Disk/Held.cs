namespace HotStream;

/// <summary>The memory that one operator holds for one partition, counted in that of the query. One owner at a time.</summary>
internal sealed class Held : IDisposable
{
    private readonly QueryMemory _memory;
    private readonly string _what;
    private readonly int _holder;
    private int _rests;

    /// <summary>Creates the count.</summary>
    /// <param name="memory">That of the query.</param>
    /// <param name="what">What it is for, in messages.</param>
    /// <param name="maySpill">Whether the owner goes to disk when it is asked to.</param>
    public Held(QueryMemory memory, string what, bool maySpill)
    {
        _memory = memory;
        _what = what;
        _holder = maySpill ? 1 : 0;
        memory.AddHolder(_holder);
    }

    public long Bytes { get; private set; }

    /// <summary>So many bytes are held now, whatever is allowed.</summary>
    public void Count(long bytes)
    {
        _memory.Add(bytes - Bytes);
        Bytes = bytes;
    }

    /// <summary>So many bytes are held now.</summary>
    /// <exception cref="InsufficientMemoryException">That is more than the query may hold.</exception>
    public void Set(long bytes)
    {
        if (Math.Abs(bytes - Bytes) >= _memory.Step)
        {
            Count(bytes);
            _memory.Check(_what);
        }
    }

    /// <summary>
    /// Whether the owner is to go to disk with what it has, because it holds so many bytes or is about to; if not, they are counted.
    /// </summary>
    public bool MustSpill(long bytes)
    {
        long more = bytes - Bytes;
        if (Math.Abs(more) < _memory.Step)
        {
            return false;
        }

        while (!_memory.TryAdd(more))
        {
            if (!_memory.SpillRested(bytes))
            {
                if (bytes >= _memory.Share)
                {
                    return true;
                }

                Count(bytes);
                return false;
            }
        }

        Bytes = bytes;
        return false;
    }

    /// <summary>The owner is complete: it asks for no more.</summary>
    public void Rest(IRested owner)
    {
        Volatile.Write(ref _rests, 1);
        _memory.AddHolder(-_holder);
        _memory.Rest(owner);
    }

    /// <summary>The owner goes on, if it does not already. Safe from any thread.</summary>
    public void Wake(IRested owner)
    {
        _memory.Wake(owner);
        if (Interlocked.Exchange(ref _rests, 0) == 1)
        {
            _memory.AddHolder(_holder);
        }
    }

    public void Dispose()
    {
        Count(0);
        if (Interlocked.Exchange(ref _rests, 1) == 0)
        {
            _memory.AddHolder(-_holder);
        }
    }
}
