namespace HotStream.Kafka;

/// <summary>
/// A partition that a member holds: what of it is in the engine, and how far the group's offset may go. The receiver's thread writes, the
/// member's asks how far batches are; they meet under the lock, once for a portion of records.
/// </summary>
internal sealed class KafkaShare<T>(TopicPartition place, Utf8Slice topic, long position, bool isKnown)
{
    private const int PortionMax = RecordPointers.GroupPortion;

    private readonly Lock _gate = new();
    private readonly Queue<(long Record, long Next)> _marks = []; // records in the engine, and the offset behind each portion of them
    private Func<long> _done = static () => 0; // records of the writer whose batches are done
    private int _takers;
    private long _due = position;

    public TopicPartition Place => place;

    /// <summary>Name of the topic, for its records; outlives them.</summary>
    public Utf8Slice Topic => topic;

    /// <summary>The way into the engine. The receiver's thread.</summary>
    public SlabWriter<T>? Writer { get; private set; }

    /// <summary>Records given to the writer. The receiver's thread.</summary>
    public long Added { get; set; }

    /// <summary>
    /// Most records behind which there is a mark. After a failed batch it begins with one and doubles: however few records the next batches
    /// have, something is done each time, so that a search for one record on which they fail comes to an end. The receiver's thread.
    /// </summary>
    public int Portion { get; private set; } = PortionMax;

    /// <summary>Whether a batch with its records failed; nothing is done behind it.</summary>
    public bool HasFailed => Writer is { HasFailed: true };

    /// <summary>The offset that the group has, or less than 0. The member's thread.</summary>
    public long Committed { get; set; } = isKnown ? position : -1;

    /// <summary>The offset that the group may have: all records before it are done.</summary>
    public long Due
    {
        get
        {
            lock (_gate)
            {
                long done = _done();
                while (_marks.TryPeek(out (long Record, long Next) first) && first.Record <= done)
                {
                    _due = first.Next;
                    _marks.Dequeue();
                }

                return _due;
            }
        }
    }

    /// <summary>Whether nothing of it is under way: in the receiver's hand, in a ring or in a batch.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
            {
                _ = Due;
                return _takers == 0 && _marks.Count == 0;
            }
        }
    }

    /// <summary>The receiver opens a way into the engine; what went through the one before counts as never stored.</summary>
    public void Open(SlabWriter<T> writer, Func<long> done)
    {
        lock (_gate)
        {
            _marks.Clear();
            _done = done;
            Writer = writer;
            Added = 0;
        }
    }

    /// <summary>A batch has failed: small portions. The receiver's thread.</summary>
    public void TakeLess() => Portion = 1;

    /// <summary>A portion of what the receiver has in its hand is given to the writer.</summary>
    /// <param name="next">The offset behind it.</param>
    public void EndPortion(long next)
    {
        lock (_gate)
        {
            _marks.Enqueue((Added, next));
        }

        Portion = Math.Min(Portion * 2, PortionMax);
    }

    /// <summary>The receiver has records of it in its hand.</summary>
    public void BeginTake()
    {
        lock (_gate)
        {
            _takers++;
        }
    }

    /// <summary>What the receiver had in its hand is in the engine, or was dropped.</summary>
    public void EndTake()
    {
        lock (_gate)
        {
            _takers--;
        }
    }
}
