namespace HotStream.Nats;

/// <summary>One partition's messages.</summary>
internal sealed class NatsSinkWriter<T>(NatsTarget<T> target, SinkPartition partition, string sink) : OutboxWriter<T>(
    partition, SettingsOf(target.Options, sink), target.Subject, target.FixedSubject, target.Payload)
{
    private readonly NatsRoute _route = new(target.Options, hasOneSubject: target.Subject is null);

    protected override void Begin(BatchTime time)
    {
        _route.Ids = new NatsIds(Partition.Query, Partition.BatchNumber, Partition.Index);
        base.Begin(time);
    }

    protected override async Task<OutboxConnection> ConnectAsync(CancellationToken stop) => await NatsPublishing.OpenAsync(
        target.Address, _route, target.Options.TimeProvider ?? Partition.TimeProvider, sink, stop).ConfigureAwait(false);

    protected override string? FindProblem(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body) =>
        target.Subject is not null && NatsLimits.FindProblem(key, mayBePattern: false) is { } problem
            ? $"'{PlainText.Of(key)}' is no subject: {problem}" : null;

    private static OutboxSettings SettingsOf(NatsPublishOptions options, string sink) => new()
    {
        Sink = sink,
        InFlightMax = options.InFlightMax,
        RetryFor = options.RetryFor,
        RetryForOption = $"{nameof(NatsPublishOptions)}.{nameof(options.RetryFor)}",
        TimeProvider = options.TimeProvider,
        WhenPostponed = "its stream is full or has no leader, or its disk is full",
    };
}
