using System.Globalization;

namespace HotStream.Kafka;

/// <summary>
/// How far one partition is read. Records wait in a queue of the client's, which fetches them ahead of the batches; its size is the
/// client's (<c>queued.max.messages.kbytes</c>). On the driver.
/// </summary>
internal sealed unsafe class KafkaCursor
{
    private readonly KafkaClient _client;
    private readonly nint _queue;
    private readonly List<nint> _held = []; // records behind the end of a batch that was read again
    private long _end = -1; // where the partition ended when its end was last reached
    private KafkaCode _problem;

    public KafkaCursor(KafkaClient client, TopicPartition place, Utf8Slice topic, long position)
    {
        _client = client;
        Place = place;
        Topic = topic;
        Position = position;
        _queue = RdKafka.QueueOfPartition(client.Handle, place.Topic, place.Partition);
        RdKafka.QueueForward(_queue, 0); // its records stay in it
        using var list = new PartitionList((place, position));
        ThrowIf(RdKafka.Take(RdKafka.Assign(client.Handle, list.Native)), "begin to read");
    }

    public TopicPartition Place { get; }

    /// <summary>Name of the topic, for its records.</summary>
    public Utf8Slice Topic { get; }

    /// <summary>The next offset.</summary>
    public long Position { get; private set; }

    /// <summary>Whether it was said that it cannot be read, since it gave a record.</summary>
    public bool IsComplainedOf { get; set; }

    /// <summary>Whether no batch has said yet where it begins.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>Records that wait to be read, roughly.</summary>
    public long Waiting => (long)RdKafka.QueueLength(_queue) + _held.Count;

    /// <summary>Takes what is there, without waiting.</summary>
    /// <param name="records">Takes the records.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>Why no more can be had; <see cref="KafkaCode.Ok"/> when only time will show.</returns>
    public KafkaCode Take(RecordPointers records, long most)
    {
        int first = records.Count;
        most = Math.Min(most, int.MaxValue - first);
        TakeHeld(records, long.MaxValue, (int)most);
        while (records.Count - first < most && Receive(records, (int)Math.Min(most - (records.Count - first), RecordPointers.Portion), 0))
        {
        }

        MoveOn(records, first);
        return _problem;
    }

    /// <summary>Takes the records before an offset that are there within a time.</summary>
    /// <param name="records">Takes the records.</param>
    /// <param name="until">The offset behind the last one.</param>
    /// <param name="milliseconds">How long to wait for one that is not there yet.</param>
    /// <param name="isDone">Whether all are there: compaction may have left fewer than there were.</param>
    /// <returns>Why no more can be had; <see cref="KafkaCode.Ok"/> when only time will show.</returns>
    public KafkaCode TakeUntil(RecordPointers records, long until, int milliseconds, out bool isDone)
    {
        int first = records.Count;
        TakeHeld(records, until, int.MaxValue - first);
        MoveOn(records, first);
        if (Position < until && _held.Count == 0 && _end < until)
        {
            first = records.Count;
            Receive(records, (int)Math.Min(until - Position, RecordPointers.Portion), milliseconds);
            while (records.Count > first && ((NativeMessage*)records[^1])->Offset >= until)
            {
                _held.Insert(0, records.RemoveLast());
            }

            MoveOn(records, first);
        }

        isDone = Position >= until || _held.Count > 0 || _end >= until;
        Position = isDone ? Math.Max(Position, until) : Position;
        return isDone ? KafkaCode.Ok : _problem;
    }

    /// <summary>
    /// Begins anew at an offset; what was fetched is forgotten. Not by a seek: a partition that has failed, or not begun, does not hear it.
    /// </summary>
    public void MoveTo(long offset)
    {
        Forget();
        _end = -1;
        _problem = KafkaCode.Ok;
        Position = offset;
        using var list = new PartitionList((Place, offset));
        ThrowIf(RdKafka.Take(RdKafka.Unassign(_client.Handle, list.Native)), "stop reading");
        ThrowIf(RdKafka.Take(RdKafka.Assign(_client.Handle, list.Native)), "begin to read");
    }

    /// <summary>Takes records back that no batch has, the last that were taken.</summary>
    public void TakeBack(ReadOnlySpan<nint> records, long position)
    {
        _held.InsertRange(0, records);
        Position = position;
    }

    /// <summary>Stops reading.</summary>
    public void Close()
    {
        Forget();
        using var list = new PartitionList((Place, Position));
        RdKafka.Take(RdKafka.Unassign(_client.Handle, list.Native)); // nobody reads on, whether it succeeds or not
        RdKafka.QueueDestroy(_queue);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Place} at {Position}");

    private void ThrowIf(KafkaError? error, string what)
    {
        if (error is not null)
        {
            throw new IOException($"The Kafka client could not {what} {Place}: {PlainText.Of(error.Text)}.");
        }
    }

    private void Forget()
    {
        _held.ForEach(static record => RdKafka.MessageDestroy((NativeMessage*)record));
        _held.Clear();
    }

    private void TakeHeld(RecordPointers records, long until, int most)
    {
        int count = 0;
        while (count < _held.Count && count < most && ((NativeMessage*)_held[count])->Offset < until)
        {
            records.Add(_held[count++]);
        }

        _held.RemoveRange(0, count);
    }

    /// <summary>Moves behind the last record, and behind what is no record at the end of the partition: marks of transactions.</summary>
    private void MoveOn(RecordPointers records, int first)
    {
        IsComplainedOf &= records.Count == first;
        long next = records.Count > first ? ((NativeMessage*)records[^1])->Offset + 1 : Position;
        Position = _held.Count > 0 ? next : Math.Max(next, _end);
    }

    /// <summary>Takes a portion from the queue; what is no record there says what has happened to the partition.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool Receive(RecordPointers records, int most, int milliseconds)
    {
        Span<nint> room = records.Reserve(most);
        int count;
        fixed (nint* portion = room)
        {
            count = (int)RdKafka.Consume(_queue, milliseconds, (NativeMessage**)portion, (nuint)most);
        }

        if (count <= 0)
        {
            return false;
        }

        int kept = 0;
        foreach (nint pointer in room[..count])
        {
            var message = (NativeMessage*)pointer;
            if (message->Code == KafkaCode.Ok && message->Offset >= Position)
            {
                room[kept++] = pointer;
                continue;
            }

            Note(message);
            RdKafka.MessageDestroy(message);
        }

        records.Advance(kept);
        return count == most;
    }

    private void Note(NativeMessage* message)
    {
        switch (message->Code)
        {
            case KafkaCode.PartitionEnd:
                _end = message->Offset;
                break;
            case KafkaCode.OffsetReset or KafkaCode.OffsetOutOfRange or KafkaCode.LogTruncation or KafkaCode.UnknownTopicOrPartition
                or KafkaCode.UnknownPartition or KafkaCode.UnknownTopic or KafkaCode.TopicAuthorizationFailed:
                _problem = message->Code;
                break;
            default:
                break; // the client tries again
        }
    }
}
