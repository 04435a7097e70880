using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace HotStream.Kafka;

/// <summary>
/// One producer for all partitions of a sink, so that the client fills its requests with records of all of them. Its thread hears what
/// became of records.
/// <para>A request holds records of one partition of the topic, and its cost is per request: so the client keeps records back for a while
/// (<c>linger.ms</c>), as long as more come. When all writers have written what they had, it is made to send at once.</para>
/// </summary>
internal sealed unsafe class KafkaProducer : IDisposable
{
    private const int CopyFlag = 0x2;
    private const int AnyPartition = -1;
    private const int PurgeQueueFlag = 0x1;
    private const int EventMilliseconds = 100;
    private const int QuietMilliseconds = 1; // between the writers of two partitions that one worker writes one after the other

    private readonly KafkaClient _client;
    private readonly nint _topic;
    private readonly string _sink;
    private readonly TimeSpan _retryFor;
    private readonly bool _isTransactional;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile KafkaOutbox[] _outboxes = [];
    private volatile bool _isStopping;
    private volatile bool _mayFlush; // a writer has ended, and not all records are with the brokers
    private volatile KafkaCode _dropped; // why the client drops records since a writer began; Ok while that was not asked
    private int _writers; // that write
    private string? _logged;

    public KafkaProducer(IReadOnlyDictionary<string, string> settings, string topic, string sink, TimeSpan retryFor, ILogger logger)
    {
        _client = KafkaClient.Create(KafkaClient.Producer, settings, KafkaEvents.Deliveries | KafkaEvents.Error);
        _topic = RdKafka.TopicNew(_client.Handle, topic, 0);
        _sink = sink;
        _retryFor = retryFor;
        _isTransactional = settings.ContainsKey("transactional.id");
        _logger = logger;
        _thread = new Thread(Hear) { IsBackground = true, Name = $"hotstream-kafka {topic}" };
        _thread.UnsafeStart();
    }

    public nint Handle => _client.Handle;

    /// <summary>Whether it takes nothing any more, and another must be made.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Makes the outbox of a partition; called by one thread at a time.</summary>
    public KafkaOutbox Open()
    {
        var outbox = new KafkaOutbox((ushort)_outboxes.Length);
        _outboxes = [.. _outboxes, outbox];
        return outbox;
    }

    /// <summary>Takes a record, copied; its fate comes to the outbox that its tag names.</summary>
    public KafkaCode Send(ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers, nint tag)
    {
        byte none = 0;
        fixed (byte* keyBytes = key)
        fixed (byte* payloadBytes = payload)
        {
            // an empty key or value is not none
            byte* keyStart = !hasKey ? null : key.IsEmpty ? &none : keyBytes;
            byte* payloadStart = payload.IsEmpty ? &none : payloadBytes;
            KafkaCode code = headers.IsEmpty
                ? Send(keyStart, key.Length, payloadStart, payload.Length, tag)
                : Send(keyStart, key.Length, payloadStart, payload.Length, tag, NativeHeaders.From(headers));
            NoteBrokenIf(code == KafkaCode.Fatal);
            return code;
        }
    }

    /// <summary>A writer begins.</summary>
    public void BeginWriting()
    {
        _dropped = KafkaCode.Ok;
        Interlocked.Increment(ref _writers);
    }

    /// <summary>A writer has written what it had, or gives up.</summary>
    public void EndWriting()
    {
        Interlocked.Decrement(ref _writers);
        _mayFlush = true;
        RdKafka.QueueYield(_client.Events);
    }

    /// <summary>It takes nothing any more, for its transactions do not go on. Any thread.</summary>
    public void NoteBroken() => IsBroken = true;

    /// <summary>Forgets what was not sent yet.</summary>
    public void Purge()
    {
        _dropped = KafkaCode.PurgedFromQueue; // by us
        RdKafka.Purge(Handle, PurgeQueueFlag);
    }

    public void Dispose()
    {
        _isStopping = true;
        RdKafka.QueueYield(_client.Events);
        _thread.Join();
        RdKafka.TopicDestroy(_topic);
        _client.Release();
    }

    private KafkaCode Send(byte* key, int keyLength, byte* payload, int length, nint tag) =>
        RdKafka.Produce(_topic, AnyPartition, CopyFlag, payload, (nuint)length, key, (nuint)keyLength, tag) == 0
            ? KafkaCode.Ok : RdKafka.LastError();

    private KafkaCode Send(byte* key, int keyLength, byte* payload, int length, nint tag, NativeHeaders headers)
    {
        NativeArgument* arguments = stackalloc NativeArgument[]
        {
            NativeArgument.Topic(_topic),
            NativeArgument.Partition(AnyPartition),
            NativeArgument.Flags(CopyFlag),
            NativeArgument.Payload(payload, length),
            NativeArgument.Key(key, keyLength),
            NativeArgument.Headers(headers.Handle),
            NativeArgument.Tag(tag),
        };
        nint error = RdKafka.Produce(Handle, arguments, 7);
        if (error == 0)
        {
            return KafkaCode.Ok; // the headers are the client's
        }

        KafkaCode code = RdKafka.ErrorCode(error);
        RdKafka.ErrorDestroy(error);
        RdKafka.HeadersDestroy(headers.Handle);
        return code;
    }

    private void Hear()
    {
        while (!_isStopping)
        {
            nint happened = RdKafka.EventPoll(_client.Events, _mayFlush ? QuietMilliseconds : EventMilliseconds);
            if (happened == 0)
            {
                FlushIfQuiet();
                continue;
            }

            switch (RdKafka.EventType(happened))
            {
                case KafkaEvents.Deliveries:
                    Settle(happened);
                    break;
                case KafkaEvents.Error:
                    NoteBrokenIf(RdKafka.EventErrorIsFatal(happened) != 0);
                    Report(Marshal.PtrToStringUTF8(RdKafka.EventErrorText(happened)) ?? "");
                    break;
            }

            RdKafka.EventDestroy(happened);
        }
    }

    /// <summary>When nobody writes, what the client keeps back is sent now.</summary>
    private void FlushIfQuiet()
    {
        if (_mayFlush && Volatile.Read(ref _writers) == 0)
        {
            _mayFlush = false;
            _mayFlush |= RdKafka.Flush(Handle, QuietMilliseconds) != KafkaCode.Ok;
        }
    }

    private void Settle(nint happened)
    {
        KafkaOutbox[] outboxes = _outboxes;
        nint run = 0; // tag of records in a row that were taken
        long taken = 0;
        NativeMessage* message;
        while ((message = RdKafka.EventMessageNext(happened)) is not null)
        {
            nint tag = message->Tag;
            if (taken > 0 && (message->Code != KafkaCode.Ok || (run >> 32) != (tag >> 32)))
            {
                outboxes[KafkaOutbox.IndexOf(run)].Settle(run, taken);
                taken = 0;
            }

            if (message->Code == KafkaCode.Ok)
            {
                run = tag;
                taken++;
                _logged = null;
            }
            else if (KafkaRefusals.MayBeOfTheRecord(message->Code))
            {
                outboxes[KafkaOutbox.IndexOf(tag)].Refuse(tag, message->Code, message->Key is null ? null : message->KeyBytes.ToArray(),
                    message->PayloadBytes.ToArray(), NativeHeaders.Of(message).ToBlock());
            }
            else
            {
                outboxes[KafkaOutbox.IndexOf(tag)].Fail(tag, KafkaRefusals.ToException(_sink, ReasonOf(message->Code), _retryFor));
            }
        }

        if (taken > 0)
        {
            outboxes[KafkaOutbox.IndexOf(run)].Settle(run, taken);
        }
    }

    /// <summary>Why a record was not taken: of one that the client dropped because something else failed, that.</summary>
    private KafkaCode ReasonOf(KafkaCode code)
    {
        if (code is not (KafkaCode.PurgedFromQueue or KafkaCode.PurgedInFlight))
        {
            return code;
        }

        if (_dropped == KafkaCode.Ok)
        {
            _dropped = ReasonOfDrop(code);
        }

        return _dropped;
    }

    /// <summary>
    /// Asked while writers write, or wait for what becomes of their records: nobody else asks anything of the transaction then.
    /// </summary>
    private KafkaCode ReasonOfDrop(KafkaCode code)
    {
        KafkaCode fatal = RdKafka.FatalError(Handle, null, 0);
        if (fatal != KafkaCode.Ok)
        {
            return fatal;
        }

        // a transaction that failed cannot begin, and that says why; one that is open neither, and there is nothing to say
        return _isTransactional && RdKafka.Take(RdKafka.BeginTransaction(Handle)) is { NeedsAbort: true } error ? error.Code : code;
    }

    private void Report(string trouble)
    {
        if (_logged != trouble)
        {
            _logged = trouble;
            KafkaLog.Trouble(_logger, _sink, trouble);
        }
    }

    /// <summary>Only ever writes true: several threads may know it.</summary>
    private void NoteBrokenIf(bool isFatal)
    {
        if (isFatal)
        {
            NoteBroken();
        }
    }
}
