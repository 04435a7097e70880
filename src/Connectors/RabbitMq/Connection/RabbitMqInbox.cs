using System.Numerics;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace HotStream.RabbitMq;

/// <summary>
/// Deliveries of one channel, and why there are no more. While all slots are full the client holds no more than the prefetch.
/// </summary>
internal sealed class RabbitMqInbox(int capacity, bool keepsKeys, bool hasOffsets, int bytesMax) : IAsyncBasicConsumer
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large message does not stay
    private const int TakenAtOnce = 512;

    private readonly Inbox<RabbitMqDelivery> _slots = new(capacity);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says why nothing more will come, once that is so.</summary>
    public Task<string> Ended => _ended.Task;

    public IChannel? Channel => null;

    /// <summary>Deliveries that wait.</summary>
    public long Ready => _slots.Ready;

    /// <summary>The delivery at a place, from 0 to what is <see cref="Ready"/>. The thread that takes.</summary>
    public ref readonly RabbitMqDelivery this[long index] => ref _slots[index];

    /// <summary>How many to take before <see cref="Free"/>.</summary>
    public long NextRun => Math.Min(Ready, TakenAtOnce);

    /// <summary>The first deliveries were taken.</summary>
    public void Free(long count)
    {
        for (long i = 0; i < count; i++)
        {
            ref RabbitMqDelivery slot = ref _slots[i];
            slot.Bytes = slot.Bytes!.Length <= KeptBytesMax ? slot.Bytes : null;
        }

        _slots.Free(count);
    }

    /// <inheritdoc cref="Inbox{TSlot}.Wait"/>
    public bool Wait(TimeSpan longest) => _slots.Wait(longest);

    /// <summary>Any thread.</summary>
    public void Wake() => _slots.Wake();

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        long offset = hasOffsets ? OffsetOf(properties) : -1;
        if (hasOffsets && offset < 0)
        {
            return End("it is no stream queue (x-queue-type: stream), and cannot be read again: read it with RabbitMqStream");
        }

        if (!_slots.HasRoom)
        {
            return PutLaterAsync(deliveryTag, redelivered, routingKey, offset, body, cancellationToken);
        }

        Put(deliveryTag, redelivered, routingKey, offset, body.Span);
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken) =>
        End("the server ended the subscription: the queue was deleted, or has moved to another node");

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => End(RabbitMqLink.Describe(reason).TrimEnd('.'));

    private static long OffsetOf(IReadOnlyBasicProperties properties) => properties.Headers is { } headers
        && headers.TryGetValue("x-stream-offset", out object? offset) && offset is long number ? number : -1;

    private Task End(string reason)
    {
        _ended.TrySetResult(reason);
        Wake();
        return Task.CompletedTask;
    }

    private async Task PutLaterAsync(ulong tag, bool redelivered, string routingKey, long offset, ReadOnlyMemory<byte> body,
        CancellationToken stop)
    {
        await _slots.WaitForRoomAsync(stop).ConfigureAwait(false);
        Put(tag, redelivered, routingKey, offset, body.Span);
    }

    private void Put(ulong tag, bool redelivered, string routingKey, long offset, ReadOnlySpan<byte> body)
    {
        ref RabbitMqDelivery slot = ref _slots.Next;
        int key = keepsKeys ? Encoding.UTF8.GetByteCount(routingKey) : 0;
        int taken = Math.Min(body.Length, bytesMax);
        if (slot.Bytes is null || slot.Bytes.Length < key + taken)
        {
            slot.Bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(key + taken, 64))];
        }

        slot.KeyLength = keepsKeys ? Encoding.UTF8.GetBytes(routingKey, slot.Bytes) : 0;
        body[..taken].CopyTo(slot.Bytes.AsSpan(key));
        slot.BodyLength = taken;
        slot.WholeLength = body.Length;
        slot.Tag = tag;
        slot.Offset = offset;
        slot.Redelivered = redelivered;
        _slots.Put();
    }
}
