using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>
/// A member of a consumer group, and the thread that never waits for the engine: it hears which partitions are ours, commits what batches
/// have done, and gives partitions back when what we have of them is done, or the time is over. Records go to the receiver's thread by
/// <see cref="Take"/>.
/// <para>Law: a record is taken and its share looked up under one lock, under which shares come and go. So no record that was fetched
/// before a partition went counts for the share that it has when it is back.</para>
/// </summary>
internal sealed unsafe partial class KafkaMember<T>
{
    private const int EventMilliseconds = 100;
    private const int TakeMilliseconds = 50;
    private const int LastCommitMilliseconds = 5000;
    private const int CloseMilliseconds = 10_000;
    private const int RetryMilliseconds = 1000;
    private const int RemindMilliseconds = 60_000;
    private const int LagMilliseconds = 1000;
    private const long Unknown = -1001;

    private readonly KafkaJoinWatch _joinWatch = new();
    private readonly KafkaClient _client;
    private readonly KafkaGroupSource _source;
    private readonly bool _looksAtEnds;
    private readonly Func<string, Utf8Slice> _nameOf;
    private readonly Action<string> _report;
    private readonly nint _queue;   // what happens
    private readonly nint _records; // records of all our partitions
    private readonly KafkaCommits<T> _commits;
    private readonly Lock _gate = new();
    private readonly Lock _wakeGate = new();
    private readonly ManualResetEventSlim _mayTake = new(initialState: true);
    private readonly AutoResetEvent _batchDone = new(initialState: false);
    private readonly ConcurrentQueue<KafkaShare<T>> _released = [];
    private readonly HashSet<string> _reported = []; // since all was well
    // ours, of which records are gone, so that nothing is read: another member would read no more of them
    private readonly Dictionary<TopicPartition, string> _heldBack = [];
    private readonly Thread _thread;
    private volatile KafkaShare<T>[] _shares = [];
    private volatile Exception? _failure;
    private volatile bool _isClosing;
    private bool _isClosed;
    private long _heldBackSaid;
    private long _lagNoted;
    private int _sentAt; // how often it had joined when the commit under way was sent
    private int _leases = 2; // of who closes it, and of who takes records
    private volatile bool _waitsForBatches = true;

    /// <param name="source">What is read.</param>
    /// <param name="looksAtEnds">Whether to look if the group's offsets are still in their partitions: records were gone.</param>
    /// <param name="nameOf">The name of a topic as text that outlives the member.</param>
    /// <param name="report">Takes what somebody should read.</param>
    public KafkaMember(KafkaGroupSource source, bool looksAtEnds, Func<string, Utf8Slice> nameOf, Action<string> report)
    {
        _source = source;
        _looksAtEnds = looksAtEnds;
        _nameOf = nameOf;
        _report = report;
        _client = KafkaClient.Create(KafkaClient.Consumer, source.Settings,
            KafkaEvents.Error | KafkaEvents.Rebalance | KafkaEvents.OffsetCommit, _joinWatch);
        RdKafka.PollSetConsumer(_client.Handle);
        _queue = RdKafka.QueueOfConsumer(_client.Handle);
        _records = RdKafka.QueueNew(_client.Handle);
        _commits = new KafkaCommits<T>(_client);
        using var topics = new PartitionList([.. source.Topics.Select(static topic => (new TopicPartition(topic, -1), 0L))]);
        KafkaCode code = RdKafka.Subscribe(_client.Handle, topics.Native);
        _failure = code == KafkaCode.Ok ? null : new IOException(RdKafka.Describe(code));
        _thread = new Thread(Run) { IsBackground = true, Name = $"hotstream-kafka {source.Group}" };
        _thread.UnsafeStart();
    }

    public nint Handle => _client.Handle;

    /// <summary>Partitions that are held now.</summary>
    public IReadOnlyList<KafkaShare<T>> Shares => _shares;

    /// <summary>Why it ended by itself.</summary>
    public Exception? Failure => _failure;

    /// <summary>
    /// Takes records that are there, or waits a moment. Those of partitions that are not ours any more are given back to the client. The
    /// others are runs of records of one share each; <see cref="KafkaShare{T}.EndTake"/> is called for each run once it was dealt with.
    /// </summary>
    /// <param name="records">Takes the records.</param>
    /// <param name="runs">Takes the share of each run, and where the run ends.</param>
    public void Take(RecordPointers records, List<(KafkaShare<T> Share, int End)> runs)
    {
        _mayTake.Wait(TakeMilliseconds);
        lock (_gate)
        {
            int count = Consume(records, 0, RecordPointers.GroupPortion);
            count = count > 0 ? count : Consume(records, TakeMilliseconds, 1);
            records.Advance(count);
            Deal(records, runs);
        }
    }

    /// <summary>A share that was given back, so that its way into the engine can be closed. The receiver's thread.</summary>
    public bool TryTakeReleased(out KafkaShare<T>? share) => _released.TryDequeue(out share);

    /// <summary>A batch is done.</summary>
    public void Wake()
    {
        lock (_wakeGate)
        {
            if (!_isClosed)
            {
                _batchDone.Set();
                RdKafka.QueueYield(_queue);
            }
        }
    }

    /// <summary>Leaves the group, once what batches have done is committed. Once.</summary>
    /// <param name="waitsForBatches">Whether batches go on, so that it is worth waiting for them.</param>
    public void Close(bool waitsForBatches)
    {
        _waitsForBatches = waitsForBatches;
        _isClosing = true;
        Wake();
        _thread.Join();
        lock (_wakeGate)
        {
            _isClosed = true;
        }

        Release();
    }

    /// <summary>The receiver's thread takes no more, and holds no record.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            _commits.Dispose();
            RdKafka.QueueDestroy(_records);
            RdKafka.QueueDestroy(_queue);
            _client.Release();
            _joinWatch.Dispose();
        }
    }

    private int Consume(RecordPointers records, int milliseconds, int most)
    {
        fixed (nint* portion = records.Reserve(most))
        {
            return Math.Max(0, (int)RdKafka.Consume(_records, milliseconds, (NativeMessage**)portion, (nuint)most));
        }
    }

    private void Deal(RecordPointers records, List<(KafkaShare<T> Share, int End)> runs)
    {
        Span<nint> taken = records.Items;
        int kept = 0;
        KafkaShare<T>? run = null;
        foreach (nint pointer in taken)
        {
            var message = (NativeMessage*)pointer;
            KafkaShare<T>? share = message->Code == KafkaCode.Ok ? ShareOf(message, run) : null;
            if (share is null)
            {
                Note(message);
                RdKafka.MessageDestroy(message);
                continue;
            }

            taken[kept++] = pointer;
            if (share == run)
            {
                runs[^1] = (share, kept);
            }
            else
            {
                run = share;
                share.BeginTake();
                runs.Add((share, kept));
            }
        }

        records.Keep(kept);
    }

    private KafkaShare<T>? ShareOf(NativeMessage* message, KafkaShare<T>? likely)
    {
        ReadOnlySpan<byte> topic = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(RdKafka.NameOfTopic(message->Topic));
        if (likely is not null && likely.Place.Partition == message->Partition && likely.Topic.Equals(topic))
        {
            return likely;
        }

        foreach (KafkaShare<T> share in _shares)
        {
            if (share.Place.Partition == message->Partition && share.Topic.Equals(topic))
            {
                return share;
            }
        }

        return null;
    }

    /// <summary>What is no record says what has happened to a partition.</summary>
    private void Note(NativeMessage* message)
    {
        if (message->Code is KafkaCode.OffsetReset or KafkaCode.OffsetOutOfRange or KafkaCode.LogTruncation)
        {
            _failure ??= new InvalidDataException(
                "Records were removed before they were read. The group's offsets are looked at anew.");
        }
        else if (message->Code != KafkaCode.Ok)
        {
            Report(KafkaGroupTrouble.Describe(_source.Group, message->Code, RdKafka.Describe(message->Code)));
        }
    }

    private void Run()
    {
        try
        {
            while (!_isClosing)
            {
                Commit(0);
                Hear(EventMilliseconds);
                RemindOfHeldBack();
                NoteLag();
            }
        }
        catch (Exception failure)
        {
            _failure ??= failure;
            _isClosing = true; // no more is taken, and the group is left
        }

        try
        {
            Leave();
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }

        Change([]);
    }

    /// <summary>Leaves the group: the client asks for the partitions back, which are released as for any other member.</summary>
    private void Leave()
    {
        if (RdKafka.Take(RdKafka.CloseConsumer(_client.Handle, _queue)) is { } error)
        {
            _report($"Group {PlainText.Of(_source.Group)} could not be left: {PlainText.Of(error.Text)}.");
            return;
        }

        long deadline = Environment.TickCount64 + CloseMilliseconds + (long)_source.FinishWithin.TotalMilliseconds;
        while (RdKafka.IsConsumerClosed(_client.Handle) == 0 && Environment.TickCount64 < deadline)
        {
            Hear(EventMilliseconds);
        }
    }

    private void Hear(int milliseconds)
    {
        nint happened = RdKafka.EventPoll(_queue, milliseconds);
        if (happened == 0)
        {
            return;
        }

        try
        {
            switch (RdKafka.EventType(happened))
            {
                case KafkaEvents.Rebalance:
                    Rebalance(RdKafka.EventError(happened), RdKafka.EventPartitions(happened));
                    break;
                case KafkaEvents.Error:
                    HearError(happened);
                    break;
            }
        }
        finally
        {
            RdKafka.EventDestroy(happened);
        }
    }

    private void HearError(nint happened)
    {
        KafkaCode code = RdKafka.EventError(happened);
        string text = KafkaGroupTrouble.Describe(_source.Group, code, Marshal.PtrToStringUTF8(RdKafka.EventErrorText(happened)) ?? "");
        if (RdKafka.EventErrorIsFatal(happened) != 0)
        {
            _failure ??= new IOException(text);
        }

        Report($"{text}. The client tries on");
    }

    private void Report(string trouble)
    {
        if (_reported.Add(trouble))
        {
            _report($"Group {PlainText.Of(_source.Group)}: {trouble}.");
        }
    }
}
