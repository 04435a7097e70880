using RabbitMQ.Client.Exceptions;

namespace HotStream.RabbitMq;

/// <summary>Reads a stream queue from a place on, over one connection. Used by one thread; closed by any.</summary>
internal sealed class RabbitMqReader
{
    private readonly RabbitMqLink _link;

    private RabbitMqReader(RabbitMqLink link, RabbitMqInbox inbox) => (_link, Inbox) = (link, inbox);

    public RabbitMqInbox Inbox { get; }

    /// <param name="address">The server.</param>
    /// <param name="queue">The stream queue.</param>
    /// <param name="options">How.</param>
    /// <param name="keepsKeys">Whether routing keys are wanted.</param>
    /// <param name="from">Where: <c>first</c>, <c>next</c> or an offset.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RabbitMqException">The server is away or does not want us, or the queue is none that can be read again.</exception>
    public static async Task<RabbitMqReader> OpenAsync(RabbitMqAddress address, string queue, RabbitMqReplayOptions options, bool keepsKeys,
        object from, CancellationToken stop)
    {
        RabbitMqLink link =
            await RabbitMqLink.OpenAsync(address, options, $"hotstream {queue}", confirms: false, stop).ConfigureAwait(false);
        try
        {
            var inbox = new RabbitMqInbox(options.BatchRecordsMax, keepsKeys, hasOffsets: true, options.MessageBytesMax);
            await link.Channel.BasicQosAsync(0, (ushort)options.BatchRecordsMax, global: false, stop).ConfigureAwait(false);
            var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = from };
            await link.Channel.BasicConsumeAsync(
                queue, autoAck: false, "hotstream", noLocal: false, exclusive: false, arguments, inbox, stop).ConfigureAwait(false);
            return new RabbitMqReader(link, inbox);
        }
        catch (Exception failure)
        {
            await link.CloseAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && stop.IsCancellationRequested)
            {
                throw;
            }

            throw RabbitMqLink.Explain(
                $"{address}/{PlainText.Of(queue)} cannot be read from offset {from}, as queues of x-queue-type: stream can", failure);
        }
    }

    /// <summary>Frees the first deliveries and lets the server send as many more.</summary>
    public void Take(long count)
    {
        ulong tag = Inbox[count - 1].Tag;
        Inbox.Free(count);
        _ = GoOnAsync(tag);
    }

    public Task CloseAsync() => _link.CloseAsync();

    private async Task GoOnAsync(ulong tag)
    {
        try
        {
            await _link.Channel.BasicAckAsync(tag, multiple: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or RabbitMQClientException or OperationCanceledException
            or ObjectDisposedException)
        {
            // the connection has ended, which the inbox says
        }
    }
}
