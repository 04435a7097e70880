using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>
/// What is still to be acknowledged to a group, in the order it came: an entry is due once its record, by its number, is committed. An id
/// stays true over connections, so an entry that comes again while it is here is known. One thread.
/// </summary>
internal sealed class RedisAcks
{
    private const int AtOnce = 1024;

    private readonly Queue<(long Record, RedisId Id, RedisValue Text)> _waiting = [];
    private readonly HashSet<RedisId> _known = [];
    private readonly RedisValue[] _full = new RedisValue[AtOnce];

    /// <summary>Entries that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Whether an entry waits already.</summary>
    public bool Knows(RedisId id) => _known.Contains(id);

    /// <summary>An entry came.</summary>
    /// <param name="record">Number of its record; of the one before it, when it was left out.</param>
    /// <param name="id">Its id.</param>
    /// <param name="text">Its id, as the client has it.</param>
    public void Add(long record, RedisId id, RedisValue text)
    {
        _waiting.Enqueue((record, id, text));
        _known.Add(id);
    }

    /// <summary>What is due, as far as it is asked for at once; empty when nothing is. The array is used again.</summary>
    /// <param name="committed">Number of the last record that is committed.</param>
    public RedisValue[] Due(long committed)
    {
        int count = 0;
        foreach ((long record, _, RedisValue text) in _waiting)
        {
            if (record > committed || count == AtOnce)
            {
                break;
            }

            _full[count++] = text;
        }

        return count == AtOnce ? _full : _full[..count];
    }

    /// <summary>The first so many are acknowledged.</summary>
    public void Done(int count)
    {
        for (; count > 0; count--)
        {
            _known.Remove(_waiting.Dequeue().Id);
        }
    }

    /// <summary>Records are lost to a failed batch and are read again; numbers begin anew.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _known.Clear();
    }
}
