namespace HotStream.Flume;

/// <summary>One partition's events: a connection to one agent; when it ends, one to the next agent.</summary>
internal sealed class FlumeSinkWriter<T>(FlumeTarget<T> target, SinkPartition partition, string sink) : OutboxWriter<T>(
    partition, SettingsOf(target.Options, sink), target.Headers, s_noHeaders, target.Body)
{
    private static readonly byte[] s_noHeaders = [0]; // an empty map

    private int _next = partition.Index; // so that partitions begin with different agents

    protected override async Task<OutboxConnection> ConnectAsync(CancellationToken stop) => await FlumeAppending.OpenAsync(
        target.Agents[_next++ % target.Agents.Length], target.Options, stop).ConfigureAwait(false);

    private static OutboxSettings SettingsOf(FlumeSinkOptions options, string sink) => new()
    {
        Sink = sink,
        InFlightMax = options.InFlightMax,
        RetryFor = options.RetryFor,
        RetryForOption = $"{nameof(FlumeSinkOptions)}.{nameof(options.RetryFor)}",
        TimeProvider = options.TimeProvider,
    };
}
