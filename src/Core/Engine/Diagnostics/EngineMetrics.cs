using System.Diagnostics.Metrics;

namespace HotStream;

/// <summary>
/// The engine's one <see cref="Meter"/>, named <c>HotStream</c>. Everything is recorded once a batch or on an event, never per record;
/// observable instruments read their value when somebody collects.
/// </summary>
internal static class EngineMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "HotStream";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_received =
        s_meter.CreateCounter<long>("hotstream.records.in", "{record}", "Records taken into batches.");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>("hotstream.records.dropped", "{record}",
        "Records shed because a ring was full and its policy says so.");
    private static readonly Counter<long> s_deadLetters = s_meter.CreateCounter<long>("hotstream.records.dead_lettered", "{record}",
        "Records that could not be taken and went to the dead-letter output.");
    private static readonly Counter<long> s_restarts =
        s_meter.CreateCounter<long>("hotstream.receiver.restarts", "{restart}", "Restarts of receivers.");
    private static readonly Counter<long> s_failed =
        s_meter.CreateCounter<long>("hotstream.batches.failed", "{batch}", "Outputs of batches that failed.");
    private static readonly Counter<long> s_spilled =
        s_meter.CreateCounter<long>("hotstream.cache.spilled", "By", "Cached records written to disk.");
    private static readonly Counter<long> s_querySpilled =
        s_meter.CreateCounter<long>("hotstream.query.spilled", "By", "Rows and groups of queries written to disk for want of memory.");
    private static readonly Counter<long> s_outputSpilled = s_meter.CreateCounter<long>("hotstream.output.spilled", "By",
        "Records written to disk to wait for a sink.");
    private static readonly Counter<long> s_outputDropped = s_meter.CreateCounter<long>("hotstream.output.records.dropped", "{record}",
        "Records of batches that an output dropped because its sink was slow, or did not take them.");
    private static readonly Counter<long> s_outputDroppedBatches = s_meter.CreateCounter<long>("hotstream.output.batches.dropped",
        "{batch}", "Batches that an output dropped because its sink was slow, or did not take them.");
    private static readonly Histogram<double> s_processing =
        s_meter.CreateHistogram<double>("hotstream.batch.duration", "s", "Time from start to end of a batch's jobs.");
    private static readonly Histogram<double> s_scheduling =
        s_meter.CreateHistogram<double>("hotstream.batch.scheduling_delay", "s", "Time a batch waited after it was submitted.");
    private static readonly Histogram<double> s_total =
        s_meter.CreateHistogram<double>("hotstream.batch.total_delay", "s", "Time from the submission of a batch to its end.");
    private static readonly Histogram<long> s_size =
        s_meter.CreateHistogram<long>("hotstream.batch.size", "{record}", "Records of a batch, over all inputs.");
    private static readonly Histogram<double> s_output =
        s_meter.CreateHistogram<double>("hotstream.output.duration", "s", "Time an output operation took on one batch.");
    private static int s_saidThatListenersThrow;
    private static readonly ObservedValues<long> s_waiting = new();
    private static readonly ObservedValues<long> s_memory = new();
    private static readonly ObservedValues<long> s_receivers = new();
    private static readonly ObservedValues<long> s_cached = new();
    private static readonly ObservedValues<long> s_keys = new();
    private static readonly ObservedValues<double> s_accumulators = new();
    private static readonly ObservedValues<long> s_broadcasts = new();
    private static readonly ObservedValues<double> s_rateLimits = new();
    private static readonly ObservedValues<double> s_running = new();
    private static readonly ObservedValues<long> s_outputWaiting = new();

    static EngineMetrics()
    {
        s_meter.CreateObservableGauge("hotstream.batches.waiting", s_waiting.Measure, "{batch}",
            "Batches that are due and have not begun.");
        s_meter.CreateObservableGauge("hotstream.memory.held", s_memory.Measure, "By", "Received but unprocessed data held.");
        s_meter.CreateObservableGauge("hotstream.receivers.active", s_receivers.Measure, "{receiver}", "Receivers that are running now.");
        s_meter.CreateObservableGauge("hotstream.cache.held", s_cached.Measure, "By", "Cached records in memory that may go to disk.");
        s_meter.CreateObservableGauge("hotstream.state.keys", s_keys.Measure, "{key}",
            "Keys that a window or a stream with state keeps, those about to be forgotten included.");
        s_meter.CreateObservableGauge("hotstream.accumulator.value", s_accumulators.Measure, "1",
            "Sum of a long or double accumulator; exact up to 2^53.");
        s_meter.CreateObservableGauge("hotstream.broadcast.version", s_broadcasts.Measure, "{version}",
            "Values a broadcast variable has had.");
        s_meter.CreateObservableGauge("hotstream.batch.running", s_running.Measure, "s",
            "How long the batch has run that runs now; 0 when none does.");
        s_meter.CreateObservableGauge("hotstream.receiver.rate_limit", s_rateLimits.Measure, "{record}/s",
            "Records a second that a receiver may take; infinite for no limit yet.");
        s_meter.CreateObservableGauge("hotstream.output.waiting", s_outputWaiting.Measure, "By",
            "Records that wait for a sink, beside the batches.");
    }

    /// <summary>Shows a running context's state until the answer is disposed.</summary>
    public static IDisposable[] Observe(string context, Func<long> waitingBatches, Func<long> memoryHeld,
        Func<long> activeReceivers, Func<long> cacheHeld, Func<double> batchRunning) =>
    [
        s_waiting.Add(waitingBatches, Context(context)),
        s_memory.Add(memoryHeld, Context(context)),
        s_receivers.Add(activeReceivers, Context(context)),
        s_cached.Add(cacheHeld, Context(context)),
        s_running.Add(batchRunning, Context(context)),
    ];

    /// <summary>
    /// Shows how many keys an operator keeps until the answer is disposed; operators of one name are distinguished by number.
    /// </summary>
    public static IDisposable ObserveKeys(string context, string operatorName, int number, Func<long> read) =>
        s_keys.Add(read, Context(context), new("hotstream.operator", number == 1 ? operatorName : $"{operatorName} {number}"));

    /// <summary>Shows what a receiver may take until the answer is disposed; receivers of one name are distinguished by number.</summary>
    public static IDisposable ObserveRateLimit(string context, string source, int number, Func<double> read) =>
        s_rateLimits.Add(read, Context(context), Source(number == 1 ? source : $"{source} {number}"));

    /// <summary>Shows what waits for a sink until the answer is disposed.</summary>
    public static IDisposable ObserveWaiting(string context, string output, Func<long> read) =>
        s_outputWaiting.Add(read, Context(context), Output(output));

    /// <summary>Shows an accumulator until the answer is disposed.</summary>
    public static IDisposable ObserveAccumulator(string context, string name, Func<double> read) =>
        s_accumulators.Add(read, Context(context), new("hotstream.accumulator", name));

    /// <summary>Shows a broadcast until the answer is disposed.</summary>
    public static IDisposable ObserveBroadcast(string context, string name, Func<long> read) =>
        s_broadcasts.Add(read, Context(context), new("hotstream.broadcast", name));

    public static void BatchCompleted(string context, long records, TimeSpan scheduling, TimeSpan processing)
    {
        Record(s_size, records, Context(context));
        Record(s_scheduling, scheduling.TotalSeconds, Context(context));
        Record(s_processing, processing.TotalSeconds, Context(context));
        Record(s_total, (scheduling + processing).TotalSeconds, Context(context));
    }

    public static void Received(string context, string source, long records) => Add(s_received, records, Context(context), Source(source));

    public static void OutputCompleted(string context, string output, TimeSpan duration) =>
        Record(s_output, duration.TotalSeconds, Context(context), Output(output));

    public static void OutputSpilled(string context, string output, long bytes) =>
        Add(s_outputSpilled, bytes, Context(context), Output(output));

    /// <summary>An output dropped a batch.</summary>
    public static void OutputDropped(string context, string output, long records)
    {
        Add(s_outputDropped, records, Context(context), Output(output));
        Add(s_outputDroppedBatches, 1, Context(context), Output(output));
    }

    public static void QuerySpilled(string session, long bytes) => Add(s_querySpilled, bytes, Context(session));

    public static void Spilled(string context, long bytes) => Add(s_spilled, bytes, Context(context));

    public static void BatchFailed(string context) => Add(s_failed, 1, Context(context));

    public static void Dropped(string source, long records) => Add(s_dropped, records, Source(source));

    public static void DeadLettered(string source) => Add(s_deadLetters, 1, Source(source));

    public static void ReceiverRestarted(string source) => Add(s_restarts, 1, Source(source));

    /// <summary>Listeners of meters are the user's code and run on this thread; what they throw must not end it.</summary>
    private static void Add(Counter<long> counter, long value, KeyValuePair<string, object?> tag)
    {
        try
        {
            counter.Add(value, tag);
        }
        catch (Exception failure)
        {
            OnThrown(failure);
        }
    }

    private static void Add(Counter<long> counter, long value, KeyValuePair<string, object?> tag, KeyValuePair<string, object?> second)
    {
        try
        {
            counter.Add(value, tag, second);
        }
        catch (Exception failure)
        {
            OnThrown(failure);
        }
    }

    private static void Record<T>(Histogram<T> histogram, T value, KeyValuePair<string, object?> tag)
        where T : struct
    {
        try
        {
            histogram.Record(value, tag);
        }
        catch (Exception failure)
        {
            OnThrown(failure);
        }
    }

    private static void Record<T>(Histogram<T> histogram, T value, KeyValuePair<string, object?> tag, KeyValuePair<string, object?> second)
        where T : struct
    {
        try
        {
            histogram.Record(value, tag, second);
        }
        catch (Exception failure)
        {
            OnThrown(failure);
        }
    }

    private static void OnThrown(Exception failure)
    {
        if (Interlocked.Exchange(ref s_saidThatListenersThrow, 1) == 0)
        {
            StandardError.WriteLine($"HotStream error: a listener of metrics threw {failure.GetType().Name} ({failure.Message}); "
                + "what else it throws is not reported.");
        }
    }

    private static KeyValuePair<string, object?> Context(string name) => new("hotstream.context", name);

    private static KeyValuePair<string, object?> Output(string name) => new("hotstream.output", name);

    private static KeyValuePair<string, object?> Source(string name) => new("hotstream.source", name);
}
