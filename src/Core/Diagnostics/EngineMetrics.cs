using System.Diagnostics.Metrics;

namespace HotStream;

/// <summary>
/// The engine's one <see cref="Meter"/>, named <c>HotStream</c>. Everything is recorded once a batch or on an event, never per record.
/// </summary>
internal static class EngineMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "HotStream";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_received = s_meter.CreateCounter<long>("hotstream.records.received", "{record}", "Records taken into batches.");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>("hotstream.records.dropped", "{record}", "Records shed because a ring was full and its policy says so.");
    private static readonly Counter<long> s_deadLetters = s_meter.CreateCounter<long>("hotstream.records.dead_lettered", "{record}", "Records that could not be taken and went to the dead-letter output.");
    private static readonly Counter<long> s_restarts = s_meter.CreateCounter<long>("hotstream.receiver.restarts", "{restart}", "Restarts of receivers.");
    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>("hotstream.batches.failed", "{batch}", "Outputs of batches that failed.");
    private static readonly Histogram<double> s_processing = s_meter.CreateHistogram<double>("hotstream.batch.duration", "s", "Time from start to end of a batch's jobs.");
    private static readonly Histogram<double> s_scheduling = s_meter.CreateHistogram<double>("hotstream.batch.scheduling_delay", "s", "Time a batch waited after it was due.");

    public static void BatchCompleted(string context, long records, TimeSpan scheduling, TimeSpan processing)
    {
        var tag = new KeyValuePair<string, object?>("hotstream.context", context);
        s_received.Add(records, tag);
        s_scheduling.Record(scheduling.TotalSeconds, tag);
        s_processing.Record(processing.TotalSeconds, tag);
    }

    public static void BatchFailed(string context) => s_failed.Add(1, new KeyValuePair<string, object?>("hotstream.context", context));

    public static void Dropped(string source, long records) => s_dropped.Add(records, new KeyValuePair<string, object?>("hotstream.source", source));

    public static void DeadLettered(string source) => s_deadLetters.Add(1, new KeyValuePair<string, object?>("hotstream.source", source));

    public static void ReceiverRestarted(string source) => s_restarts.Add(1, new KeyValuePair<string, object?>("hotstream.source", source));
}
