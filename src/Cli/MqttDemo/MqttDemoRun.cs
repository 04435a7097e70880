using System.Globalization;
using static System.FormattableString;

namespace HotStream.Cli;

/// <summary>
/// Runs the demo of the daily job: a fleet publishes to the listener, readings are parsed and aggregated over windows, results go to files
/// and the console; then everything is drained and counted.
/// </summary>
internal sealed class MqttDemoRun(MqttDemoOptions options, TextWriter output)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly DelayWindow _delays = new(1000);
    private MachineReport _hottest;
    private long _received;
    private long _shown;
    private long _deadLetters;

    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        using var logs = new StderrLoggerFactory();
        string directory = Directory.CreateTempSubdirectory("hotstream-demo-").FullName;
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new StreamingContext("demo", options.Interval, new StreamingOptions
        {
            LoggerFactory = logs,
            OneActivePerProcess = false,
            DeadLetters = _ => Interlocked.Increment(ref _deadLetters),
        });
        await using (context.ConfigureAwait(false))
        {
            LongAccumulator parsed = Build(context, directory, port);
            using var drain = new CancellationTokenSource();
            Task running = context.RunAsync(drain.Token);
            var fleet = new Fleet(await port.Task.WaitAsync(s_patience).ConfigureAwait(false), options);
            await using (fleet.ConfigureAwait(false))
            {
                fleet.Start();
                await Task.WhenAny(running, Task.Delay(options.Duration ?? Timeout.InfiniteTimeSpan, signals.Token)).ConfigureAwait(false);
                await fleet.StopAsync().ConfigureAwait(false);
                await drain.CancelAsync().ConfigureAwait(false);
                await running.ConfigureAwait(false);
                return Summarize(fleet.Published, parsed.Value, directory);
            }
        }
    }

    private LongAccumulator Build(StreamingContext context, string directory, TaskCompletionSource<int> port)
    {
        LongAccumulator parsed = context.LongAccumulator("parsed");
        TimeSpan slide = TimeSpan.FromMilliseconds(Math.Max(1000, options.Interval.TotalMilliseconds));
        TimeSpan window = s_window > slide ? s_window : slide;
        DStream<MachineReport> reports = context
            .MqttMessageListener(0, new MqttListenerOptions { OnListening = endPoint => port.TrySetResult(endPoint.Port) })
            .ParseJson(["machine", "celsius"], (_, row) =>
            {
                var reading = KeyValuePair.Create(row.GetText(0), row.GetDouble(1));
                parsed.Add(1);
                return reading;
            })
            .AggregateByKeyAndWindow(Aggregates.Count<double>().And(Aggregates.Mean<double>()).And(Aggregates.Max<double>()), window, slide)
            .Transform((batch, time) => batch.Map(pair => new MachineReport(
                time.ToDateTimeOffset(), pair.Key.ToString(), pair.Value.First, pair.Value.Second, pair.Value.Third)));
        reports.SaveAsRollingFiles(new RollingFileOptions { Directory = directory, RollAge = TimeSpan.FromSeconds(10) }, columns => columns
            .Add("window_end", report => report.End.ToString("O", CultureInfo.InvariantCulture))
            .Add("machine", report => report.Machine)
            .Add("readings", report => report.Readings)
            .Add("mean_celsius", report => report.Mean)
            .Add("max_celsius", report => report.Max));
        reports.ForeachBatch(batch => _hottest = batch.ToList().DefaultIfEmpty().MaxBy(report => report.Max));
        context.BatchCompleted += Show;
        return parsed;
    }

    /// <summary>On the driver, after each batch: a line a second.</summary>
    private void Show(BatchInfo batch)
    {
        _delays.Add(batch.DelayAfterDue!.Value);
        _received += batch.Records;
        if (_hottest.Machine is not null)
        {
            double p50 = _delays.Percentile(50).TotalMilliseconds;
            double p99 = _delays.Percentile(99).TotalMilliseconds;
            output.WriteLine(Invariant($"{batch.Time.ToDateTimeOffset():HH:mm:ss}  {_received} messages (+{_received - _shown})  ")
                + Invariant($"dead letters {Volatile.Read(ref _deadLetters)}  batch delay p50 {p50:0.0} ms, p99 {p99:0.0} ms  ")
                + $"hottest of {Fleet.Machines}: {_hottest.ToLine()}");
            _hottest = default;
            _shown = _received;
        }
    }

    private int Summarize(long published, long parsed, string directory)
    {
        long letters = Volatile.Read(ref _deadLetters);
        bool agrees = published == _received && parsed + letters == _received && letters == Fleet.SpoiltOf(published);
        output.WriteLine();
        output.WriteLine(Invariant($"published  {published} messages by {options.Devices} devices, QoS 1, acknowledged when committed"));
        output.WriteLine(Invariant($"received   {_received} messages"));
        output.WriteLine(Invariant($"parsed     {parsed}, and {letters} dead letters (no JSON)"));
        output.WriteLine(Invariant($"files      {directory}"));
        output.WriteLine(agrees ? "agree: every message published was received, and parsed or refused"
            : "DISAGREE: messages are missing or came twice");
        return agrees ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
