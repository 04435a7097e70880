using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace HotStream.RabbitMq;

/// <summary>
/// Keeps one partition connected while there is something to publish: connects when the first message comes, and again when a connection
/// breaks with messages not done. An idle connection that breaks is left alone until there is work.
/// </summary>
internal sealed class RabbitMqPublisher : IDisposable
{
    private const int Portion = 64;
    private const int KeysCached = 256; // power of two
    private const ushort ContentTooLarge = 311;
    private const ushort PreconditionFailed = 406; // a message larger than the server takes, or with what it does not understand

    private static readonly TimeSpan s_goodByeTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);

    private readonly RabbitMqAddress _address;
    private readonly RabbitMqPublishOptions _options;
    private readonly CachedString _exchange;
    private readonly RabbitMqOutbox _outbox;
    private readonly SinkPartition _partition;
    private readonly string _sink;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly RabbitMqOutgoing[] _portion = new RabbitMqOutgoing[Portion];
    private readonly CachedString?[] _keys = new CachedString?[KeysCached];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private volatile CancellationTokenSource? _conversing;
    private long _connected; // when, by the clock

    public RabbitMqPublisher(RabbitMqAddress address, string exchange, RabbitMqPublishOptions options, RabbitMqOutbox outbox,
        SinkPartition partition, string sink)
    {
        (_address, _exchange, _options, _outbox) = (address, new CachedString(exchange), options, outbox);
        (_partition, _sink) = (partition, sink);
        _time = options.TimeProvider ?? partition.TimeProvider;
        _backoff = new Backoff(options.RetryFor, _time);
        TimeSpan settling = options.RouteWithin < options.RetryFor / 2 ? options.RouteWithin : options.RetryFor / 2;
        outbox.RefusesReturned = () => _time.GetElapsedTime(_connected) >= settling;
        _running = RunAsync();
    }

    /// <summary>What messages say of themselves; another object for each batch, as one that was given up may still be being sent.</summary>
    public RabbitMqProperties? Properties { get; set; }

    /// <summary>Forgets what is under way.</summary>
    public void Abort()
    {
        _outbox.Clear();
        _backoff.Progress();
        EndConversation();
        _outbox.Signal();
    }

    /// <summary>Says good-bye to the server.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _outbox.Signal();
        if (_running.Wait(s_goodByeTime))
        {
            _closing.Dispose();
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (_outbox.HasWork)
                {
                    await ConverseAsync().ConfigureAwait(false);
                }
                else
                {
                    await _outbox.NewsAsync(_closing.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // asked to end, or the batch was given up
            }
            catch (RabbitMqException failure) when (!_outbox.HasWork)
            {
                RabbitMqLog.Reconnecting(_partition.Logger, _sink, 0, failure.Message, failure);
            }
            catch (Exception failure)
            {
                await WaitOrGiveUpAsync(failure).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One connection, from its beginning to its end.</summary>
    private async Task ConverseAsync()
    {
        using var conversing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        _conversing = conversing;
        RabbitMqLink link = await RabbitMqLink.OpenAsync(_address, _options, _sink, confirms: true, conversing.Token).ConfigureAwait(false);
        string? refusal = null;
        try
        {
            TaskCompletionSource<ShutdownEventArgs> ended = await ListenAsync(link, conversing.Token).ConfigureAwait(false);
            RabbitMqLog.Connected(_partition.Logger, _sink);
            bool wasSilent = false;
            using ITimer watch = Watch(() =>
            {
                wasSilent = true;
                conversing.Cancel();
            });
            try
            {
                while (!ended.Task.IsCompleted)
                {
                    await SendAsync(link, conversing.Token).ConfigureAwait(false);
                    await _outbox.NewsAsync(conversing.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (wasSilent && !_closing.IsCancellationRequested)
            {
                throw new RabbitMqException($"{_sink} has confirmed nothing for {PlainText.Of(_options.RetryFor)}; it may have blocked who "
                    + "publishes, for want of memory or disk (its log says so).");
            }
            catch (Exception failure) when (failure is RabbitMQClientException && !ended.Task.IsCompleted)
            {
                throw RabbitMqLink.Explain(_sink, failure);
            }
            catch (RabbitMQClientException) when (ended.Task.IsCompleted)
            {
                // its reason is the better one
            }

            ShutdownEventArgs reason = ended.Task.Result;
            refusal = reason is { Initiator: ShutdownInitiator.Peer, ReplyCode: PreconditionFailed or ContentTooLarge }
                ? $"the server ended the channel on it: {RabbitMqLink.Describe(reason)}" : null;
            throw new RabbitMqException($"{_sink}: {RabbitMqLink.Describe(reason)}");
        }
        finally
        {
            _conversing = null;
            _outbox.Disconnected(link, refusal);
            await link.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Hears what becomes of messages from now on.</summary>
    private async Task<TaskCompletionSource<ShutdownEventArgs>> ListenAsync(RabbitMqLink link, CancellationToken stop)
    {
        var ended = new TaskCompletionSource<ShutdownEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        IChannel channel = link.Channel;
        channel.BasicAcksAsync += (_, answer) => Answered(link, answer.DeliveryTag, answer.Multiple, isTaken: true);
        channel.BasicNacksAsync += (_, answer) => Answered(link, answer.DeliveryTag, answer.Multiple, isTaken: false);
        channel.BasicReturnAsync += (_, message) =>
        {
            if (RabbitMqProperties.RecordOf(message.BasicProperties.MessageId) is { } record)
            {
                _outbox.Returned(link, record, $"no queue takes it ({PlainText.Of(message.ReplyText)}, code {message.ReplyCode}): exchange "
                    + $"'{PlainText.Of(message.Exchange)}' has no binding for routing key '{PlainText.Of(message.RoutingKey)}'; bind a "
                    + "queue, or set RabbitMqPublishOptions.Mandatory to false");
            }

            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            ended.TrySetResult(reason);
            _outbox.Signal();
            return Task.CompletedTask;
        };
        try
        {
            if (_exchange.Value.Length > 0)
            {
                await channel.ExchangeDeclarePassiveAsync(_exchange.Value, stop).ConfigureAwait(false);
            }
        }
        catch (RabbitMQClientException failure)
        {
            throw RabbitMqLink.Explain($"{_sink} cannot be published to", failure);
        }

        _connected = _time.GetTimestamp();
        _outbox.Connected(link);
        return ended;
    }

    private Task Answered(RabbitMqLink link, ulong number, bool isMultiple, bool isTaken)
    {
        _outbox.Answered(link, number, isMultiple, isTaken);
        if (isTaken)
        {
            _backoff.Progress();
        }

        return Task.CompletedTask;
    }

    private async Task SendAsync(RabbitMqLink link, CancellationToken stop)
    {
        if (_outbox.Refused is > 0 and var refused)
        {
            if (!_backoff.TryAgain(out TimeSpan delay))
            {
                throw new RabbitMqException($"{_sink} did not take {refused} messages: its queue is full, or it failed within");
            }

            RabbitMqLog.SendingAgain(_partition.Logger, _sink, delay.TotalMilliseconds, refused);
            await Task.Delay(delay, _time, stop).ConfigureAwait(false);
            _outbox.SendRefusedAgain();
        }

        RabbitMqProperties properties = Properties!;
        for (int count; (count = _outbox.TakeNext(link, _portion)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                RabbitMqOutgoing message = _portion[i];
                properties.SetRecord(message.Record);
                await link.Channel.BasicPublishAsync(
                    _exchange, KeyOf(message.Key), _options.Mandatory, properties, message.Body, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The client wants an object for a routing key: keys that come often have theirs.</summary>
    private CachedString KeyOf(ReadOnlyMemory<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key.Span);
        ref CachedString? known = ref _keys[hash.ToHashCode() & (KeysCached - 1)];
        return known is not null && known.Bytes.Span.SequenceEqual(key.Span) ? known : known = new CachedString(key.ToArray());
    }

    /// <summary>Looks now and then whether the server answers at all.</summary>
    private ITimer Watch(Action isSilent)
    {
        TimeSpan patience = _options.RetryFor > s_leastPatience ? _options.RetryFor : s_leastPatience;
        (long confirmed, bool wasOwed) = (-1, false);
        return _time.CreateTimer(
            _ =>
            {
                bool isOwed = _outbox.IsOwed;
                if (isOwed && wasOwed && _outbox.Confirmed == confirmed)
                {
                    isSilent();
                }

                (confirmed, wasOwed) = (_outbox.Confirmed, isOwed);
            },
            null, patience, patience);
    }

    private void EndConversation()
    {
        try
        {
            _conversing?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has just ended
        }
    }

    private async Task WaitOrGiveUpAsync(Exception failure)
    {
        if (!_backoff.TryAgain(out TimeSpan delay))
        {
            _backoff.Progress();
            _outbox.Fail(new IOException(
                $"Messages could not be published: {failure.Message.TrimEnd('.')}. This was tried again for "
                + $"{PlainText.Of(_options.RetryFor)} (RabbitMqPublishOptions.RetryFor); see that the server runs and can be reached.",
                failure));
            return;
        }

        RabbitMqLog.Reconnecting(_partition.Logger, _sink, delay.TotalMilliseconds, failure.Message, failure);
        await Task.Delay(delay, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
