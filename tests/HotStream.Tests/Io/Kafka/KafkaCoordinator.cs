using System.Buffers.Binary;

namespace HotStream.Tests.Io.Kafka;

/// <summary>
/// What brokers do for transactions and librdkafka's own leave out, by the documentation of Kafka's protocol: who comes with a
/// transactional id aborts what the one before left open, and that one is refused from then on; offsets of a transaction are the group's
/// when it is committed; one that has ended ends in no other way. Which records nobody should see is said, and not kept from who fetches.
/// </summary>
internal sealed class KafkaCoordinator
{
    private const short InvalidState = 48;
    private const int ProducerInRecords = 43; // of a batch of records: the id, and two bytes of the epoch
    private const int CountInRecords = 57;

    private readonly Dictionary<string, KafkaTransactionState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<(string Topic, int Partition, long Offset)> _aborted = [];
    private readonly Lock _turn = new();

    /// <summary>Whether a record is of a transaction that was not committed.</summary>
    public bool IsHidden(string topic, int partition, long offset)
    {
        lock (_turn)
        {
            return _aborted.Contains((topic, partition, offset)) || _states.Values.Any(state => state.Records.Any(records =>
                (records.Topic, records.Partition) == (topic, partition)
                && offset >= records.First && offset < records.First + records.Count));
        }
    }

    /// <summary>Answers a request.</summary>
    /// <param name="frame">All of it.</param>
    /// <param name="ask">Sends a frame to the broker behind this and returns its answer.</param>
    /// <returns>Null for one that is none of a transaction.</returns>
    /// <exception cref="IOException">A fenced producer sends records or offsets: its connection is to be closed.</exception>
    public byte[]? Answer(byte[] frame, Func<byte[], byte[]> ask)
    {
        KafkaFrame request = KafkaFrame.OfRequest(frame, KafkaRequests.IsFlexible);
        bool mayBe = request.Api is KafkaRequests.InitProducerId or KafkaRequests.AddPartitions or KafkaRequests.AddOffsets
            or KafkaRequests.EndTransaction or KafkaRequests.TransactionOffsets or KafkaRequests.Produce;
        if (!mayBe || request.String() is not { } id)
        {
            return null;
        }

        lock (_turn) // one after another, so that what is decided here is what the broker behind has
        {
            KafkaTransactionState state = _states.TryGetValue(id, out KafkaTransactionState? known) ? known : _states[id] = new();
            return request.Api switch
            {
                KafkaRequests.InitProducerId => Begin(frame, request, id, state, ask),
                KafkaRequests.AddPartitions or KafkaRequests.AddOffsets => Open(frame, request, state, ask),
                KafkaRequests.TransactionOffsets => Note(frame, request, state, ask),
                KafkaRequests.EndTransaction => End(frame, request, state, ask),
                _ => Store(frame, request, state, ask),
            };
        }
    }

    private byte[] Begin(byte[] frame, KafkaFrame request, string id, KafkaTransactionState state, Func<byte[], byte[]> ask)
    {
        _ = request.Int(); // the longest that a transaction may last
        if (request.Version >= 3 && (request.Long(), request.Short()) is { Item1: >= 0 } same)
        {
            ThrowIfFenced(same, state);
        }

        if (state.IsOpen)
        {
            ask(KafkaRequests.Abort(id, state.Producer));
            Close(state, isCommitted: false);
        }

        byte[] answer = ask(frame);
        KafkaFrame says = KafkaFrame.OfAnswer(answer, request.IsFlexible);
        _ = says.Int(); // how long to be quiet
        if (says.Short() == 0)
        {
            state.Producer = (says.Long(), says.Short());
            state.WasCommitted = null;
        }

        return answer;
    }

    private static byte[] Open(byte[] frame, KafkaFrame request, KafkaTransactionState state, Func<byte[], byte[]> ask)
    {
        if ((request.Long(), request.Short()) != state.Producer)
        {
            return request.Api == KafkaRequests.AddPartitions
                ? KafkaRequests.FencedPartitions(request) : KafkaRequests.FencedAtAll(request);
        }

        state.IsOpen = true;
        return ask(frame);
    }

    private static byte[] Store(byte[] frame, KafkaFrame request, KafkaTransactionState state, Func<byte[], byte[]> ask)
    {
        _ = request.Short(); // how many are to have them
        _ = request.Int(); // how long to try
        Assert.Equal(1, request.Count());
        string topic = request.String()!;
        Assert.Equal(1, request.Count());
        int partition = request.Int();
        ReadOnlySpan<byte> records = request.Bytes();
        ReadOnlySpan<byte> producer = records[ProducerInRecords..];
        ThrowIfFenced((BinaryPrimitives.ReadInt64BigEndian(producer), BinaryPrimitives.ReadInt16BigEndian(producer[8..])), state);
        byte[] answer = ask(frame);
        KafkaFrame says = KafkaFrame.OfAnswer(answer, request.IsFlexible);
        _ = (says.Count(), says.String(), says.Count(), says.Int());
        if (says.Short() == 0 && says.Long() is >= 0 and long first) // less for what was there already
        {
            state.Records.Add((topic, partition, first, BinaryPrimitives.ReadInt32BigEndian(records[CountInRecords..])));
        }

        return answer;
    }

    private static byte[] Note(byte[] frame, KafkaFrame request, KafkaTransactionState state, Func<byte[], byte[]> ask)
    {
        string group = request.String()!;
        ThrowIfFenced((request.Long(), request.Short()), state);
        if (request.Version >= 3)
        {
            _ = (request.Int(), request.String(), request.String()); // which member of the group
        }

        var offsets = new Dictionary<(string, string, int), long>();
        for (int topics = request.Count(); topics > 0; topics--)
        {
            string topic = request.String()!;
            for (int partitions = request.Count(); partitions > 0; partitions--)
            {
                offsets[(group, topic, request.Int())] = request.Long();
                _ = request.Version >= 2 ? request.Int() : 0; // epoch of the partition's leader
                _ = request.String();
                request.Tags();
            }

            request.Tags();
        }

        byte[] answer = ask(frame);
        KafkaFrame says = KafkaFrame.OfAnswer(answer, request.IsFlexible);
        _ = (says.Int(), says.Count(), says.String(), says.Count(), says.Int());
        if (says.Short() == 0)
        {
            foreach ((var place, long offset) in offsets)
            {
                state.Offsets[place] = offset;
            }
        }

        return answer;
    }

    private byte[] End(byte[] frame, KafkaFrame request, KafkaTransactionState state, Func<byte[], byte[]> ask)
    {
        if ((request.Long(), request.Short()) != state.Producer)
        {
            return KafkaRequests.FencedAtAll(request);
        }

        bool isCommitted = request.Bool();
        byte[] answer = ask(frame);
        int error = sizeof(int) + (request.IsFlexible ? 1 : 0) + sizeof(int);
        if (BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(error)) != 0)
        {
            return answer;
        }

        if (!state.IsOpen && state.WasCommitted != isCommitted)
        {
            BinaryPrimitives.WriteInt16BigEndian(answer.AsSpan(error), InvalidState);
        }
        else if (state.IsOpen)
        {
            foreach (((string group, string topic, int partition), long offset) in isCommitted ? state.Offsets : [])
            {
                ask(KafkaRequests.Offset(group, topic, partition, offset));
            }

            Close(state, isCommitted);
        }

        return answer;
    }

    private void Close(KafkaTransactionState state, bool isCommitted)
    {
        state.IsOpen = false;
        state.WasCommitted = isCommitted;
        state.Offsets.Clear();
        foreach ((string topic, int partition, long first, int count) in isCommitted ? [] : state.Records)
        {
            _aborted.UnionWith(Enumerable.Range(0, count).Select(i => (topic, partition, first + i)));
        }

        state.Records.Clear();
    }

    private static void ThrowIfFenced((long Id, short Epoch) producer, KafkaTransactionState state)
    {
        if (producer != state.Producer)
        {
            throw new IOException($"Producer {producer} is fenced by {state.Producer}.");
        }
    }
}
