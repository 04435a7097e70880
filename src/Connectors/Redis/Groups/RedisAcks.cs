using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>
/// What is still to be acknowledged to a group, in the order it came: an entry is due once its record, by its number, is committed. It is
/// sent in portions, none of which is waited for before the next is sent; what a connection took with it is sent again on the next,
/// before anything is read there, as acknowledging twice does nothing. An id stays true over connections, so an entry that comes again
/// while it is here is known. One thread.
/// </summary>
internal sealed class RedisAcks
{
    private const int AtOnce = 1024;

    private readonly Queue<(long Record, RedisId Id, RedisValue Text)> _waiting = [];
    private readonly HashSet<RedisId> _known = [];
    private readonly Queue<Portion> _sent = [];
    private readonly Stack<Portion> _free = [];
    private int _unanswered; // entries of what was sent

    /// <summary>Entries that wait, or whose acknowledgement was not answered.</summary>
    public int Count => _waiting.Count + _unanswered;

    /// <summary>Whether an entry is here already.</summary>
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

    /// <summary>Sends what is due, and does not wait for it.</summary>
    /// <param name="committed">Number of the last record that is committed.</param>
    /// <param name="send">Sends ids, which stay as they are until it is answered.</param>
    public void Send(long committed, Func<RedisValue[], Task<long>> send)
    {
        while (_waiting.TryPeek(out (long Record, RedisId, RedisValue) first) && first.Record <= committed)
        {
            Portion portion = _free.TryPop(out Portion? used) ? used : new Portion();
            while (portion.Count < AtOnce
                && _waiting.TryPeek(out (long Record, RedisId Id, RedisValue Text) due) && due.Record <= committed)
            {
                portion.Add(due.Id, due.Text);
                _waiting.Dequeue();
            }

            _unanswered += portion.Count;
            portion.Send(send);
            _sent.Enqueue(portion);
        }
    }

    /// <summary>Sends again what was not answered, on a new connection.</summary>
    /// <param name="send">Sends ids, which stay as they are until it is answered.</param>
    public void SendAgain(Func<RedisValue[], Task<long>> send)
    {
        foreach (Portion portion in _sent)
        {
            portion.Send(send);
        }
    }

    /// <summary>Takes note of what is answered by now; throws what the server or the connection refused it with.</summary>
    /// <param name="isWaitedFor">Waits until all is.</param>
    public void TakeAnswers(bool isWaitedFor)
    {
        while (_sent.TryPeek(out Portion? first) && (isWaitedFor || first.IsAnswered))
        {
            first.AwaitAnswer();
            _sent.Dequeue();
            _unanswered -= first.Count;
            foreach (RedisId id in first.Ids)
            {
                _known.Remove(id);
            }

            first.Clear();
            _free.Push(first);
        }
    }

    /// <summary>Records are lost to a failed batch and are read again; numbers begin anew. What was sent stays so.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _known.Clear();
    }

    /// <summary>Entries that are acknowledged at once.</summary>
    private sealed class Portion
    {
        private readonly RedisId[] _ids = new RedisId[AtOnce];
        private readonly RedisValue[] _texts = new RedisValue[AtOnce];
        private Task<long>? _answer;

        public int Count { get; private set; }

        public ReadOnlySpan<RedisId> Ids => _ids.AsSpan(0, Count);

        public bool IsAnswered => _answer!.IsCompleted;

        public void Add(RedisId id, RedisValue text)
        {
            _ids[Count] = id;
            _texts[Count++] = text;
        }

        public void Send(Func<RedisValue[], Task<long>> send) => _answer = send(Count == AtOnce ? _texts : _texts[..Count]);

        public void AwaitAnswer() => _answer!.GetAwaiter().GetResult();

        public void Clear() => Count = 0;
    }
}
