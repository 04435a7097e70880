namespace HotStream.RabbitMq;

/// <summary>One partition's messages: an exchange must exist when its connection is opened.</summary>
internal sealed class RabbitMqSinkWriter<T>(RabbitMqTarget<T> target, SinkPartition partition, string sink) : OutboxWriter<T>(
    partition, SettingsOf(target.Options, sink), target.RoutingKey, target.FixedKey, target.Payload)
{
    private readonly RabbitMqRoute _route = new(target.Exchange, target.Options);

    protected override void Begin(BatchTime time)
    {
        _route.Properties = new RabbitMqProperties(
            target.Options.ContentType, target.Options.Persistent, Partition.Query, Partition.BatchNumber, Partition.Index);
        base.Begin(time);
    }

    protected override async Task<OutboxConnection> ConnectAsync(CancellationToken stop) => await RabbitMqPublishing.OpenAsync(
        target.Address, _route, target.Options.TimeProvider ?? Partition.TimeProvider, sink, stop).ConfigureAwait(false);

    protected override string? FindProblem(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body) => key.Length <= RabbitMqLimits.ShortTextMax
        ? null : $"its routing key has {key.Length} bytes, and AMQP has none of more than {RabbitMqLimits.ShortTextMax}";

    private static OutboxSettings SettingsOf(RabbitMqPublishOptions options, string sink) => new()
    {
        Sink = sink,
        InFlightMax = options.InFlightMax,
        RetryFor = options.RetryFor,
        RetryForOption = $"{nameof(RabbitMqPublishOptions)}.{nameof(options.RetryFor)}",
        TimeProvider = options.TimeProvider,
        WhenPostponed = "its queue is full, or it failed within",
        WhenSilent = "it may have blocked who publishes, for want of memory or disk (its log says so)",
    };
}
