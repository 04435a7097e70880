namespace HotStream.Cli;

/// <summary>Runs the demo: generator, socket, engine, view; then drains and checks the totals.</summary>
internal sealed class DemoRun(DemoOptions options, IDemoView view, TextWriter output)
{
    private const int TextBytes = 32 * 1024 * 1024;

    // A sender without a rate fills whatever budget there is, and what is held is what a batch waits for: the
    // default of 256 MiB is a second.
    private const int BudgetBytes = 16 * 1024 * 1024;


    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        using var logs = new StderrLoggerFactory();
        using var server = new GeneratorServer(new ZipfGenerator().Write(TextBytes), options.MegabytesPerSecond);
        var context = new StreamingContext("demo", options.Interval, new StreamingOptions
        {
            Partitions = options.Partitions,
            MemoryBudgetBytes = BudgetBytes,
            LoggerFactory = logs,
        });
        await using (context.ConfigureAwait(false))
        {
            var meter = new DemoMeter(context, server, view);
            context.SocketTextStream("127.0.0.1", server.Port).Words().CountByValue().ForeachBatch(meter.Count);
            context.BatchCompleted += meter.Complete;
            await RunAsync(context, server, meter, signals.Token).ConfigureAwait(false);
            return new DemoSummary(server, meter).Write(output);
        }
    }

    private async Task RunAsync(StreamingContext context, GeneratorServer server, DemoMeter meter, CancellationToken stop)
    {
        using var drain = new CancellationTokenSource();
        using var hide = new CancellationTokenSource();
        server.Start();
        Task counting = context.RunAsync(drain.Token);
        Task showing = view.RunAsync(hide.Token);
        try
        {
            await Task.WhenAny(counting, server.Ended,
                Task.Delay(options.Duration ?? Timeout.InfiniteTimeSpan, stop)).ConfigureAwait(false);
            await server.StopAsync().ConfigureAwait(false);
            await WaitUntilReceivedAsync(server, meter, counting).ConfigureAwait(false);
            await drain.CancelAsync().ConfigureAwait(false); // gracefully: what was received becomes a last batch
            await counting.ConfigureAwait(false);
        }
        finally
        {
            await hide.CancelAsync().ConfigureAwait(false);
            await showing.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A stopping engine reads only a few megabytes more from a socket, and the system may hold tens. So the demo first gives it time to
    /// take them: until the batches have as many lines as were sent, or for a moment when batches are long.
    /// </summary>
    private async Task WaitUntilReceivedAsync(GeneratorServer server, DemoMeter meter, Task counting)
    {
        long deadline = Environment.TickCount64 + (options.Interval > TimeSpan.FromSeconds(3) ? 3_000 : 10_000);
        while (meter.LinesReceived < server.LinesSent && !counting.IsCompleted && Environment.TickCount64 < deadline)
        {
            await Task.Delay(10).ConfigureAwait(false);
        }
    }
}
