using System.Numerics;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace HotStream.RabbitMq;

/// <summary>
/// Deliveries of one channel between the client's thread, which lends a body for the length of a call, and the one thread that takes them:
/// copied into slots that are used again, so that no delivery allocates and none takes a lock. While all slots are full the client waits,
/// without a thread; it holds no more than the prefetch then.
/// </summary>
internal sealed class RabbitMqInbox(int capacity, bool keepsKeys, bool hasOffsets, int bytesMax) : IAsyncBasicConsumer
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large message does not stay
    private const int TakenAtOnce = 512;

    private readonly RabbitMqDelivery[] _slots = new RabbitMqDelivery[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _put;
    private long _freed;
    private bool _sleeps;
    private TaskCompletionSource? _waitsForRoom;

    /// <summary>Says why nothing more will come, once that is so.</summary>
    public Task<string> Ended => _ended.Task;

    public IChannel? Channel => null;

    /// <summary>Deliveries that wait.</summary>
    public long Ready => Volatile.Read(ref _put) - _freed;

    /// <summary>The delivery at a place, from 0 to what is <see cref="Ready"/>. The thread that takes.</summary>
    public ref readonly RabbitMqDelivery this[long index] => ref _slots[(_freed + index) & (_slots.Length - 1)];

    /// <summary>How many to take before <see cref="Free"/>.</summary>
    public long NextRun => Math.Min(Ready, TakenAtOnce);

    /// <summary>The first deliveries were taken.</summary>
    public void Free(long count)
    {
        for (long i = 0; i < count; i++)
        {
            ref RabbitMqDelivery slot = ref _slots[(_freed + i) & (_slots.Length - 1)];
            slot.Bytes = slot.Bytes!.Length <= KeptBytesMax ? slot.Bytes : null;
        }

        Volatile.Write(ref _freed, _freed + count);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waitsForRoom) is not null)
        {
            Interlocked.Exchange(ref _waitsForRoom, null)?.TrySetResult();
        }
    }

    /// <summary>Waits until there is a delivery, or <see cref="Wake"/> was called. May return for nothing.</summary>
    /// <param name="longest">How long.</param>
    /// <returns>False when nothing happened for so long.</returns>
    public bool Wait(TimeSpan longest)
    {
        Volatile.Write(ref _sleeps, true);
        Interlocked.MemoryBarrier();
        bool isAwake = Ready > 0 || _wake.WaitOne(longest);
        Volatile.Write(ref _sleeps, false);
        return isAwake;
    }

    /// <summary>Any thread.</summary>
    public void Wake() => _wake.Set();

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        long offset = hasOffsets ? OffsetOf(properties) : -1;
        if (hasOffsets && offset < 0)
        {
            return End("it is no stream queue (x-queue-type: stream), and cannot be read again: read it with RabbitMqStream");
        }

        return TryPut(deliveryTag, redelivered, routingKey, offset, body.Span)
            ? Task.CompletedTask
            : PutLaterAsync(deliveryTag, redelivered, routingKey, offset, body, cancellationToken);
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
        while (true)
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _waitsForRoom, room);
            if (TryPut(tag, redelivered, routingKey, offset, body.Span))
            {
                return;
            }

            await room.Task.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private bool TryPut(ulong tag, bool redelivered, string routingKey, long offset, ReadOnlySpan<byte> body)
    {
        long put = _put;
        if (put - Volatile.Read(ref _freed) == _slots.Length)
        {
            return false;
        }

        ref RabbitMqDelivery slot = ref _slots[put & (_slots.Length - 1)];
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
        Volatile.Write(ref _put, put + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeps))
        {
            Wake();
        }

        return true;
    }
}
