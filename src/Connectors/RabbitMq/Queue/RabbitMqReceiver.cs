using System.Globalization;
using RabbitMQ.Client.Exceptions;

namespace HotStream.RabbitMq;

/// <summary>
/// Reads a queue. Deliveries become records on the receiver's thread, which also acknowledges what batches have committed. After a failed
/// batch the connection is made anew, for that is how a server is asked to send again. At a graceful stop it outlives <see cref="Run"/>,
/// until the last batch is acknowledged.
/// </summary>
internal sealed class RabbitMqReceiver<T, TRecord>(RabbitMqAddress address, string queue, RabbitMqOptions options) : SlabReceiver<T>
    where TRecord : struct, IRabbitMqRecord<T>
{
    private const int InboxCapacity = 1024;
    private const int LeastBytes = 64;

    private SlabWriter<T>? _writer;
    private RabbitMqAcks _acks = new();
    private RabbitMqLink? _link;
    private volatile RabbitMqInbox? _inbox;
    private long _added; // records of the writer

    public override string Name => $"{address}/{PlainText.Of(queue)}";

    protected override bool SendsAgain => true;

    protected override DeadLetter Describe(in T record)
    {
        (Utf8Slice key, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, key.IsEmpty ? "" : $"routing key {key}", "", payload.Bytes);
    }

    protected override void Run()
    {
        SlabWriter<T> writer = RenewWriter();
        _acks = new RabbitMqAcks();
        RabbitMqLink link =
            RabbitMqLink.OpenAsync(address, options, $"hotstream {queue}", confirms: false, Stopping).GetAwaiter().GetResult();
        var inbox = new RabbitMqInbox(InboxCapacity, TRecord.IsWhole, hasOffsets: false, options.MessageBytesMax);
        _inbox = inbox;
        bool isKept = false;
        try
        {
            string consumer = Subscribe(link, inbox);
            options.OnSubscribed?.Invoke();
            Converse(link, inbox, writer);
            Unsubscribe(link, consumer);
            _link = link;
            isKept = true;
        }
        finally
        {
            if (!isKept)
            {
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
            TryAcknowledge(link, _writer!, _inbox!);
            link.Close();
        }

        _writer?.Dispose();
    }

    /// <summary>Returns when asked to stop.</summary>
    private void Converse(RabbitMqLink link, RabbitMqInbox inbox, SlabWriter<T> writer)
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

            Acknowledge(link, writer, inbox);
            if (writer.HasFailed)
            {
                ReportProgress(); // the connection is well: the server is asked again at the first delay
                throw new RabbitMqException(
                    $"A batch with messages of {Name} failed: connecting anew, so that the server sends again what was not acknowledged.");
            }

            if (count == 0)
            {
                inbox.Wait(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Take(in RabbitMqDelivery delivery, SlabWriter<T> writer)
    {
        if (delivery.IsTooLarge)
        {
            DeadLetter(new DeadLetter(
                Name,
                delivery.KeyLength == 0 ? "" : $"routing key {PlainText.Of(delivery.Key)}",
                $"a message of {delivery.WholeLength} bytes is larger than the maximum of {options.MessageBytesMax}; raise "
                + "RabbitMqOptions.MessageBytesMax or correct the sender",
                delivery.WholeLength,
                delivery.Body.ToArray()));
            _acks.Add(_added, delivery.Tag);
            return;
        }

        int length = delivery.KeyLength + delivery.BodyLength;
        Span<byte> buffer = writer.GetBuffer(Math.Max(length, LeastBytes));
        delivery.Bytes.AsSpan(0, length).CopyTo(buffer);
        writer.Advance(length);
        Utf8Slice key = TRecord.IsWhole ? writer.Slice(0, delivery.KeyLength) : default;
        Utf8Slice payload = writer.Slice(delivery.KeyLength, delivery.BodyLength);
        _acks.Add(++_added, delivery.Tag);
        writer.Add(TRecord.Make(key, payload, delivery.Offset, delivery.Redelivered), isAcknowledged: true);
        writer.Consume(length);
    }

    private string Subscribe(RabbitMqLink link, RabbitMqInbox inbox)
    {
        try
        {
            link.Channel.BasicQosAsync(0, (ushort)options.Prefetch, global: false, Stopping).GetAwaiter().GetResult();
            string tag = $"hotstream-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}";
            return link.Channel.BasicConsumeAsync(
                queue, autoAck: false, tag, noLocal: false, options.Exclusive, arguments: null, inbox, Stopping).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is RabbitMQClientException or TimeoutException
            || (failure is OperationCanceledException && !IsStopped))
        {
            throw RabbitMqLink.Explain($"{Name} cannot be read", failure);
        }
    }

    private void Unsubscribe(RabbitMqLink link, string consumer)
    {
        try
        {
            link.Channel.BasicCancelAsync(consumer).GetAwaiter().GetResult();
        }
        catch (Exception failure) when (IsOfTheLink(failure))
        {
            ReportError($"the connection broke while it was stopped: {PlainText.Of(failure.Message)}");
        }
    }

    private void Acknowledge(RabbitMqLink link, SlabWriter<T> writer, RabbitMqInbox inbox)
    {
        if (inbox.Ended.IsCompleted)
        {
            throw new RabbitMqException($"{Name}: {inbox.Ended.Result}.");
        }

        ulong due = _acks.Take(writer.Committed);
        if (due > 0)
        {
            ValueTask sent = link.Channel.BasicAckAsync(due, multiple: true, CancellationToken.None);
            if (!sent.IsCompletedSuccessfully)
            {
                sent.AsTask().GetAwaiter().GetResult();
            }
        }
    }

    private void TryAcknowledge(RabbitMqLink link, SlabWriter<T> writer, RabbitMqInbox inbox)
    {
        try
        {
            Acknowledge(link, writer, inbox);
        }
        catch (Exception failure) when (IsOfTheLink(failure))
        {
            ReportError($"the last messages could not be acknowledged, and will come again: {PlainText.Of(failure.Message)}");
        }
    }

    private static bool IsOfTheLink(Exception failure) =>
        failure is IOException or RabbitMQClientException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<T> RenewWriter()
    {
        SlabWriter<T>? writer = _writer;
        if (writer is { HasFailed: true })
        {
            writer.Dispose();
            writer = CreateWriter(before: writer); // behind what came before, in the same partition
            _added = 0;
        }

        writer ??= CreateWriter();
        return _writer = writer;
    }
}
