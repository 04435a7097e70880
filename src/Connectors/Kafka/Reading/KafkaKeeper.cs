using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>
/// The thread beside a stream that waits for brokers, so that the driver never does: it looks for partitions and where they begin, commits
/// offsets, and hears of errors. What it finds the driver takes by <see cref="TryTake"/>. Reports each trouble once, until it is another.
/// </summary>
internal sealed unsafe class KafkaKeeper
{
    private const int EventMilliseconds = 100;
    private const int AnswerMilliseconds = 5000;
    private const int RetryMilliseconds = 1000;
    private const int LastCommitMilliseconds = 3000;

    private readonly KafkaClient _client;
    private readonly KafkaSource _source;
    private readonly IReadOnlyDictionary<TopicPartition, long> _known;
    private readonly Action<string> _report;
    private readonly nint[] _topics; // handles: metadata is asked of the topics that have one
    private readonly Thread _thread;
    private readonly ConcurrentQueue<(TopicPartition Place, long Offset)> _found = [];
    private readonly Dictionary<string, int> _counts = []; // partitions by topic; 0 for a topic that there was not
    private IReadOnlyCollection<(TopicPartition Place, long Offset)>? _due; // to be committed
    private volatile bool _isStopping;
    private readonly HashSet<string> _reported = []; // since all was well
    private long _lookAt;

    /// <param name="client">The consumer; has a lease as long as this runs.</param>
    /// <param name="source">What is read.</param>
    /// <param name="known">Where partitions are that an earlier life read.</param>
    /// <param name="report">Takes what somebody should read.</param>
    /// <param name="name">Of the thread.</param>
    public KafkaKeeper(KafkaClient client, KafkaSource source, IReadOnlyDictionary<TopicPartition, long> known, Action<string> report,
        string name)
    {
        client.AddLease();
        _client = client;
        _source = source;
        _known = known;
        _report = report;
        _topics = [.. source.Topics.Select(topic => RdKafka.TopicNew(client.Handle, topic, 0))];
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.UnsafeStart();
    }

    /// <summary>Partitions that were found and not taken.</summary>
    public int Found => _found.Count;

    /// <summary>Takes a partition that was found, and the offset of the record to begin with.</summary>
    public bool TryTake(out (TopicPartition Place, long Offset) partition) => _found.TryDequeue(out partition);

    /// <summary>These offsets are to be the group's; what was to be committed before is not needed any more.</summary>
    public void Commit(IReadOnlyCollection<(TopicPartition Place, long Offset)> offsets) => Volatile.Write(ref _due, offsets);

    /// <summary>Ends, and commits what is due.</summary>
    public void Stop()
    {
        _isStopping = true;
        RdKafka.QueueYield(_client.Events);
        _thread.Join(LastCommitMilliseconds); // a broker that is away gets nothing
    }

    private void Run()
    {
        try
        {
            while (!_isStopping)
            {
                LookIfDue();
                CommitDue();
                Hear();
            }

            CommitDue();
        }
        catch (Exception failure)
        {
            _report($"{failure.GetType().Name} ended the search for partitions: {failure.Message}");
        }

        Array.ForEach(_topics, RdKafka.TopicDestroy);
        _client.Release();
    }

    private void Hear()
    {
        nint happened = RdKafka.EventPoll(_client.Events, EventMilliseconds);
        if (happened != 0)
        {
            if (RdKafka.EventType(happened) == KafkaEvents.Error)
            {
                Report($"Kafka: {PlainText.Of(Marshal.PtrToStringUTF8(RdKafka.EventErrorText(happened)) ?? "")}. What is in the topics is "
                    + "read when the brokers answer again.");
            }

            RdKafka.EventDestroy(happened);
        }
    }

    private void Report(string trouble)
    {
        if (_reported.Add(trouble))
        {
            _report(trouble);
        }
    }

    private void CommitDue()
    {
        if (Interlocked.Exchange(ref _due, null) is { } offsets)
        {
            using var list = new PartitionList(offsets);
            KafkaCode code = RdKafka.Commit(_client.Handle, list.Native, isAsync: 0);
            if (code is not (KafkaCode.Ok or KafkaCode.NoOffset))
            {
                Interlocked.CompareExchange(ref _due, _isStopping ? null : offsets, null);
                Report($"Offsets of group {_source.Group} could not be committed: {PlainText.Of(RdKafka.Describe(code))}. They are tried "
                    + "again; the checkpoint knows them.");
            }
        }
    }

    private void LookIfDue()
    {
        if (Environment.TickCount64 < _lookAt)
        {
            return;
        }

        bool isWhole = Look();
        if (isWhole)
        {
            _reported.Clear();
        }

        _lookAt = Environment.TickCount64 + (isWhole ? (long)_source.LookForPartitions.TotalMilliseconds : RetryMilliseconds);
    }

    /// <summary>Looks for partitions.</summary>
    /// <returns>Whether all topics answered.</returns>
    private bool Look()
    {
        KafkaCode code = RdKafka.Metadata(_client.Handle, allTopics: 0, onlyTopic: 0, out NativeMetadata* metadata, AnswerMilliseconds);
        if (code != KafkaCode.Ok)
        {
            Report($"No broker says which partitions there are: {PlainText.Of(RdKafka.Describe(code))}. They are asked again.");
            return false;
        }

        try
        {
            bool isWhole = true;
            foreach (ref readonly NativeTopic topic in new ReadOnlySpan<NativeTopic>(metadata->Topics, metadata->TopicCount))
            {
                string name = Marshal.PtrToStringUTF8(topic.Name)!;
                isWhole &= !_source.Topics.Contains(name) || (Look(name, topic) && _counts.GetValueOrDefault(name) > 0);
            }

            return isWhole;
        }
        finally
        {
            RdKafka.MetadataDestroy(metadata);
        }
    }

    private bool Look(string topic, in NativeTopic answer)
    {
        if (answer.Code != KafkaCode.Ok)
        {
            if (answer.Code is KafkaCode.UnknownTopicOrPartition or KafkaCode.UnknownTopic)
            {
                _counts.TryAdd(topic, 0); // what comes into it now is new
            }

            Report($"Topic {PlainText.Of(topic)} cannot be read: {PlainText.Of(RdKafka.Describe(answer.Code))}. It is asked for again.");
            return false;
        }

        bool isFirst = !_counts.TryGetValue(topic, out int before);
        var added = new List<TopicPartition>();
        for (int partition = before; partition < answer.PartitionCount; partition++)
        {
            added.Add(new TopicPartition(topic, partition));
        }

        if (added.Count > 0)
        {
            bool beginsHere = isFirst && !_known.Keys.Any(known => known.Topic == topic);
            if (KafkaBeginnings.Find(_client, _source, _known, added, beginsHere, AnswerMilliseconds, out string? problem)
                is not { } offsets)
            {
                Report($"Where to begin in topic {PlainText.Of(topic)} is not known: {PlainText.Of(problem!)}. It is asked for again.");
                return false;
            }

            _counts[topic] = answer.PartitionCount;
            offsets.ForEach(_found.Enqueue);
        }

        return true;
    }
}
