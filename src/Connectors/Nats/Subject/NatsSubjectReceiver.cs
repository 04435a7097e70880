namespace HotStream.Nats;

/// <summary>
/// Receives what is published to a subject while we are subscribed. Nothing is acknowledged: what is published while the connection is
/// away is lost. While there is no room the client reads nothing, and a server that has waited for us too long ends the connection.
/// </summary>
internal sealed class NatsSubjectReceiver<T, TRecord>(NatsAddress address, string subject, NatsSubjectOptions options) : SlabReceiver<T>
    where TRecord : struct, INatsRecord<T>
{
    private const int LeastBytes = 64;

    private volatile NatsInbox? _inbox;

    public override string Name => $"{address}/{PlainText.Of(subject)}";

    protected override DeadLetter Describe(in T record)
    {
        (string position, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, position, "", payload.Bytes);
    }

    protected override void Run()
    {
        using SlabWriter<T> writer = CreateWriter();
        NatsLink link = NatsLink.OpenAsync(address, options, $"hotstream {subject}", Stopping).GetAwaiter().GetResult();
        link.Errors = text => link.End($"the server refuses: {PlainText.Of(text, 200)}");
        try
        {
            var inbox = new NatsInbox(link, subject, options.QueueGroup, options.RecordsMax, options, TRecord.IsWhole, isOfStream: false);
            inbox.SubscribeAsync(Stopping).GetAwaiter().GetResult();
            _inbox = inbox;
            options.OnSubscribed?.Invoke();
            Converse(link, inbox, writer);
            inbox.Leave();
        }
        catch (Exception failure) when (failure is not NatsLinkException && NatsLink.IsOfTheServer(failure) && !IsStopped)
        {
            throw NatsLink.Explain(Name, failure);
        }
        finally
        {
            link.Close();
        }
    }

    protected override void OnStop() => _inbox?.Wake();

    /// <summary>Returns when asked to stop.</summary>
    private void Converse(NatsLink link, NatsInbox inbox, SlabWriter<T> writer)
    {
        while (!IsStopped)
        {
            long count = inbox.NextRun;
            for (long i = 0; i < count; i++)
            {
                Take(inbox[i], writer);
            }

            if (count > 0)
            {
                writer.Publish();
                inbox.Free(count);
                ReportProgress();
            }
            else if (link.Ended.IsCompleted)
            {
                throw new NatsLinkException($"{Name}: {link.Ended.Result}.");
            }
            else
            {
                inbox.Wait(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Take(in NatsDelivery delivery, SlabWriter<T> writer)
    {
        if (delivery.IsTooLarge)
        {
            DeadLetter(new DeadLetter(
                Name,
                NatsMessage.PositionOf(PlainText.Of(delivery.Subject), 0),
                $"a message of {delivery.WholeLength} bytes is larger than the maximum of {options.MessageBytesMax}; raise "
                + "NatsSubjectOptions.MessageBytesMax or correct the sender",
                delivery.WholeLength,
                delivery.Payload.ToArray()));
            return;
        }

        int length = delivery.SubjectLength + delivery.PayloadLength;
        delivery.Bytes.AsSpan(0, length).CopyTo(writer.GetBuffer(Math.Max(length, LeastBytes)));
        writer.Advance(length);
        Utf8Slice of = TRecord.IsWhole ? writer.Slice(0, delivery.SubjectLength) : default;
        writer.Add(TRecord.Make(of, writer.Slice(delivery.SubjectLength, delivery.PayloadLength), 0));
        writer.Consume(length);
    }
}
