using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace HotStream.RabbitMq;

/// <summary>A connection that publishes with confirms.</summary>
internal sealed class RabbitMqPublishing : OutboxConnection
{
    private const ushort ContentTooLarge = 311;
    private const ushort PreconditionFailed = 406; // a message larger than the server takes, or with what it does not understand

    private readonly RabbitMqLink _link;
    private readonly RabbitMqRoute _route;
    private readonly TimeProvider _time;
    private readonly TimeSpan _settling;
    private readonly string _sink;
    private long _connected; // when, by the clock

    private RabbitMqPublishing(RabbitMqLink link, RabbitMqRoute route, TimeProvider time, string sink)
    {
        (_link, _route, _time, _sink) = (link, route, time, sink);
        TimeSpan half = route.Options.RetryFor / 2;
        _settling = route.Options.RouteWithin < half ? route.Options.RouteWithin : half;
    }

    /// <exception cref="RabbitMqException">The server is away or does not want us, or there is no such exchange.</exception>
    public static async Task<RabbitMqPublishing> OpenAsync(RabbitMqAddress address, RabbitMqRoute route, TimeProvider time, string sink,
        CancellationToken stop)
    {
        RabbitMqLink link = await RabbitMqLink.OpenAsync(address, route.Options, sink, confirms: true, stop).ConfigureAwait(false);
        try
        {
            var publishing = new RabbitMqPublishing(link, route, time, sink);
            await publishing.ListenAsync(stop).ConfigureAwait(false);
            return publishing;
        }
        catch
        {
            await link.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask SendAsync(OutboxMessage message, CancellationToken stop)
    {
        RabbitMqProperties properties = _route.Properties!;
        properties.SetRecord(message.Record);
        try
        {
            await _link.Channel.BasicPublishAsync(_route.Exchange, _route.KeyOf(message.Key), _route.Options.Mandatory, properties,
                message.Body, stop).ConfigureAwait(false);
        }
        catch (RabbitMQClientException failure)
        {
            throw RabbitMqLink.Explain(_sink, failure);
        }
    }

    protected override Task CloseAsync() => _link.CloseAsync();

    /// <summary>Hears what becomes of messages from now on.</summary>
    private async Task ListenAsync(CancellationToken stop)
    {
        IChannel channel = _link.Channel;
        channel.BasicAcksAsync += (_, answer) =>
        {
            Confirm(answer.DeliveryTag, answer.Multiple);
            return Task.CompletedTask;
        };
        channel.BasicNacksAsync += (_, answer) =>
        {
            Postpone(answer.DeliveryTag, answer.Multiple);
            return Task.CompletedTask;
        };
        channel.BasicReturnAsync += (_, message) =>
        {
            Returned(message);
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            End(new RabbitMqException(RabbitMqLink.Describe(reason)),
                reason is { Initiator: ShutdownInitiator.Peer, ReplyCode: PreconditionFailed or ContentTooLarge }
                    ? $"the server ended the channel on it: {RabbitMqLink.Describe(reason)}" : null);
            return Task.CompletedTask;
        };
        try
        {
            if (_route.Exchange.Value.Length > 0)
            {
                await channel.ExchangeDeclarePassiveAsync(_route.Exchange.Value, stop).ConfigureAwait(false);
            }
        }
        catch (RabbitMQClientException failure)
        {
            throw RabbitMqLink.Explain($"{_sink} cannot be published to", failure);
        }

        _connected = _time.GetTimestamp();
    }

    /// <summary>No queue takes it: it is refused, unless the server may not have all its queues yet.</summary>
    private void Returned(BasicReturnEventArgs message)
    {
        if (RabbitMqProperties.RecordOf(message.BasicProperties.MessageId) is { } record)
        {
            Return(record, _time.GetElapsedTime(_connected) < _settling ? null
                : $"no queue takes it ({PlainText.Of(message.ReplyText)}, code {message.ReplyCode}): exchange "
                + $"'{PlainText.Of(message.Exchange)}' has no binding for routing key '{PlainText.Of(message.RoutingKey)}'; bind a "
                + "queue, or set RabbitMqPublishOptions.Mandatory to false");
        }
    }
}
