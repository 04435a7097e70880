namespace HotStream.Nats;

/// <summary>
/// What is still to be acknowledged to a consumer, in the order it came: a message is due once its record, by its number, is committed. A
/// sequence stays true over connections, so a message that comes again while it is here is known. Locked for a run of messages, as what is
/// here is also kept alive beside the receiver's thread.
/// </summary>
internal sealed class NatsAcks
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Record, long Sequence, string Reply)> _waiting = [];
    private readonly HashSet<long> _known = [];

    /// <summary>Messages that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Messages came.</summary>
    /// <param name="inbox">Where they are.</param>
    /// <param name="count">How many, from the first.</param>
    /// <param name="added">Records that were added before; those of these messages are counted, but of one that is too large.</param>
    /// <param name="isKnown">Takes for each whether it is here already.</param>
    public void Add(NatsInbox inbox, long count, long added, Span<bool> isKnown)
    {
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                ref readonly NatsDelivery delivery = ref inbox[i];
                isKnown[i] = !_known.Add(delivery.Sequence);
                if (!isKnown[i])
                {
                    added += delivery.IsTooLarge ? 0 : 1;
                    _waiting.Enqueue((added, delivery.Sequence, delivery.Reply!));
                }
            }
        }
    }

    /// <summary>Takes what is due.</summary>
    /// <param name="committed">Number of the last record that is committed.</param>
    /// <param name="due">Takes where it is acknowledged, in order.</param>
    public void Take(long committed, List<string> due)
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out (long Record, long Sequence, string Reply) first) && first.Record <= committed)
            {
                due.Add(first.Reply);
                _known.Remove(first.Sequence);
                _waiting.Dequeue();
            }
        }
    }

    /// <summary>Where all that wait are acknowledged, in order.</summary>
    public void CopyTo(List<string> replies)
    {
        lock (_gate)
        {
            foreach ((_, _, string reply) in _waiting)
            {
                replies.Add(reply);
            }
        }
    }

    /// <summary>Records are lost to a failed batch and come again; numbers begin anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _known.Clear();
        }
    }
}
