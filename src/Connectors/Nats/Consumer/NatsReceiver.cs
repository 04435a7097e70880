using NATS.Client.JetStream.Models;

namespace HotStream.Nats;

/// <summary>
/// Reads as a durable consumer. Messages become records on the receiver's thread, which also acknowledges what batches have committed; a
/// timer says of all that are held that they are being worked on. What a failed batch held is handed back, and comes again at once. At
/// a graceful stop the connection outlives <see cref="Run"/>, until the last batch is acknowledged.
/// </summary>
internal sealed class NatsReceiver<T, TRecord>(NatsAddress address, string stream, string consumer, NatsOptions options) : SlabReceiver<T>
    where TRecord : struct, INatsRecord<T>
{
    private const int LeastBytes = 64;

    private static readonly byte[] s_handBack = "-NAK"u8.ToArray();
    private static readonly byte[] s_inProgress = "+WPI"u8.ToArray();

    private readonly NatsAcks _acks = new();
    private readonly List<string> _due = [];
    private readonly List<string> _unread = []; // where is handed back what came and will not be committed
    private readonly bool[] _isKnown = new bool[512];
    private SlabWriter<T>? _writer;
    private Timer? _keepAlive;
    private NatsLink? _link; // of the last run, when that was asked to stop
    private volatile NatsInbox? _inbox;
    private DateTimeOffset _created; // the consumer
    private bool _isAckAll;
    private long _added; // records of the writer

    public override string Name => $"{address}/{PlainText.Of(stream)}/{PlainText.Of(consumer)}";

    protected override bool SendsAgain => true;

    protected override DeadLetter Describe(in T record)
    {
        (string position, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, position, "", payload.Bytes);
    }

    protected override void Run()
    {
        SlabWriter<T> writer = RenewWriter();
        NatsLink link = NatsLink.OpenAsync(address, options, $"hotstream {consumer}", Stopping).GetAwaiter().GetResult();
        try
        {
            NatsInbox inbox = Subscribe(link, out TimeSpan ackWait);
            _keepAlive = new Timer(_ => KeepAlive(inbox), null, ackWait / 3, ackWait / 3);
            Converse(link, inbox, writer);
            Leave(inbox);
            (_link, link) = (link, null!);
        }
        catch (Exception failure) when (failure is not NatsLinkException && NatsLink.IsOfTheServer(failure) && !IsStopped)
        {
            throw NatsLink.Explain(Name, failure);
        }
        finally
        {
            if (link is not null)
            {
                _keepAlive?.Dispose();
                link.Close();
            }
        }
    }

    protected override void OnStop() => _inbox?.Wake();

    protected override void OnBatchDone(BatchTime time, bool succeeded) => _inbox?.Wake();

    protected override void OnClosed()
    {
        if (_link is { } link)
        {
            try
            {
                _keepAlive!.Dispose();
                Acknowledge(link, _writer!);
                GiveUpHeld();
                HandBack(link);
                link.FlushAsync().GetAwaiter().GetResult();
            }
            catch (Exception failure) when (NatsLink.IsOfTheServer(failure))
            {
                ReportError($"the last messages could not be acknowledged, and will come again: {PlainText.Of(failure.Message)}");
            }

            link.Close();
        }

        _writer?.Dispose();
    }

    private NatsInbox Subscribe(NatsLink link, out TimeSpan ackWait)
    {
        ConsumerInfo info = NatsConsumer.OpenAsync(link, stream, consumer, options, Stopping).GetAwaiter().GetResult();
        ackWait = info.Config.AckWait > TimeSpan.Zero ? info.Config.AckWait : options.AckWait;
        _isAckAll = info.Config.AckPolicy == ConsumerConfigAckPolicy.All;
        if (_created != default && _created != info.Created)
        {
            _acks.Clear(); // another consumer, perhaps of another stream: it does not know what we hold
            _unread.Clear();
        }

        _created = info.Created;
        HandBack(link);
        var inbox = new NatsInbox(link, link.NewInbox(), group: null, options.RecordsMax, options, TRecord.IsWhole, isOfStream: true);
        inbox.SubscribeAsync(Stopping).GetAwaiter().GetResult();
        _inbox = inbox;
        options.OnSubscribed?.Invoke();
        return inbox;
    }

    /// <summary>Returns when asked to stop.</summary>
    private void Converse(NatsLink link, NatsInbox inbox, SlabWriter<T> writer)
    {
        var pull = new NatsPull(inbox, stream, consumer);
        while (!IsStopped)
        {
            long count = Take(inbox, writer);
            Acknowledge(link, writer);
            if (writer.HasFailed)
            {
                Leave(inbox);
                ReportProgress(); // the connection is well
                throw new NatsLinkException($"A batch with messages of {Name} failed: reading again what was not acknowledged.");
            }

            if (link.Ended.IsCompleted)
            {
                KeepUnread(inbox);
                throw new NatsLinkException($"{Name}: {link.Ended.Result}.");
            }

            pull.Ask(options.RecordsMax - _acks.Count - inbox.Ready - inbox.Asked, options.RecordsMax);
            if (count == 0)
            {
                inbox.Wait(NatsPull.Patience);
            }
        }
    }

    /// <summary>Takes what is there.</summary>
    /// <returns>How many messages.</returns>
    private long Take(NatsInbox inbox, SlabWriter<T> writer)
    {
        long count = inbox.NextRun;
        if (count == 0)
        {
            return 0;
        }

        _acks.Add(inbox, count, _added, _isKnown);
        for (int i = 0; i < count; i++)
        {
            if (!_isKnown[i])
            {
                Take(inbox[i], writer);
            }
        }

        writer.Publish();
        inbox.Free(count);
        ReportProgress();
        return count;
    }

    private void Take(in NatsDelivery delivery, SlabWriter<T> writer)
    {
        if (delivery.IsTooLarge)
        {
            DeadLetter(new DeadLetter(
                Name,
                NatsMessage.PositionOf(PlainText.Of(delivery.Subject), delivery.Sequence),
                $"a message of {delivery.WholeLength} bytes is larger than the maximum of {options.MessageBytesMax}; raise "
                + "NatsOptions.MessageBytesMax or correct the sender",
                delivery.WholeLength,
                delivery.Payload.ToArray()));
            return;
        }

        int length = delivery.SubjectLength + delivery.PayloadLength;
        delivery.Bytes.AsSpan(0, length).CopyTo(writer.GetBuffer(Math.Max(length, LeastBytes)));
        writer.Advance(length);
        _added++;
        Utf8Slice subject = TRecord.IsWhole ? writer.Slice(0, delivery.SubjectLength) : default;
        writer.Add(TRecord.Make(subject, writer.Slice(delivery.SubjectLength, delivery.PayloadLength), delivery.Sequence),
            isAcknowledged: true);
        writer.Consume(length);
    }

    /// <summary>Acknowledges what is committed: each, or, if the consumer's acknowledgements count for all before, the last.</summary>
    private void Acknowledge(NatsLink link, SlabWriter<T> writer)
    {
        _acks.Take(writer.Committed, _due);
        for (int i = _isAckAll ? Math.Max(0, _due.Count - 1) : 0; i < _due.Count; i++)
        {
            link.Send(_due[i]);
        }

        _due.Clear();
    }

    /// <summary>Says that all that are held are being worked on, so that the server does not send them again.</summary>
    private void KeepAlive(NatsInbox inbox)
    {
        var held = new List<string>();
        _acks.CopyTo(held);
        for (long i = 0; i < inbox.Ready; i++)
        {
            if (inbox[i].Reply is { } reply)
            {
                held.Add(reply);
            }
        }

        try
        {
            foreach (string reply in held)
            {
                if (inbox.Link.Ended.IsCompleted)
                {
                    return;
                }

                inbox.Link.Send(reply, s_inProgress);
            }
        }
        catch (Exception failure) when (NatsLink.IsOfTheServer(failure))
        {
            // the connection has ended, which the receiver's thread says
        }
    }

    /// <summary>Nothing more is wanted of this connection; what came and was not taken is handed back.</summary>
    private void Leave(NatsInbox inbox)
    {
        inbox.UnsubscribeAsync().AsTask().WaitAsync(inbox.Link.Gone).GetAwaiter().GetResult();
        inbox.Link.FlushAsync().GetAwaiter().GetResult();
        KeepUnread(inbox);
    }

    private void KeepUnread(NatsInbox inbox)
    {
        inbox.Leave();
        for (long i = 0; i < inbox.Ready; i++)
        {
            _unread.Add(inbox[i].Reply!);
        }
    }

    /// <summary>Hands back what nobody will commit: it is sent again at once, in what order the server likes.</summary>
    private void HandBack(NatsLink link)
    {
        foreach (string reply in _unread)
        {
            link.Send(reply, s_handBack);
        }

        _unread.Clear();
    }

    /// <summary>What is held will not be committed: it is to be handed back, before what came after it.</summary>
    private void GiveUpHeld()
    {
        var held = new List<string>();
        _acks.CopyTo(held);
        _acks.Clear();
        _unread.InsertRange(0, held);
    }

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<T> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed); // behind what came before, in the same partition
            GiveUpHeld();
            _added = 0;
        }

        return _writer ??= CreateWriter();
    }
}
