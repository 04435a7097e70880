using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Words of a socket, counted for some seconds without and with a log of what is received, in turn: with batches and checkpoints each
/// second, so that the log writes over its own files as it does in a program that runs on.
/// </summary>
internal static class LoggedWords
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_runs = 10 * s_second;

    public static void Run(BenchOptions options, TextWriter output)
    {
        var text = ZipfText.GetOrCreate(DataFolder.Find(options.Data), options.SizeMiB);
        var rates = new List<(double Plain, double Logged)>();
        for (var run = 0; run < options.Runs; run++)
        {
            using var folder = new TemporaryFolder();
            rates.Add((Count(text, null), Count(text, folder.Path)));
        }

        output.WriteLine($"words of a socket, {options.Runs} runs of {s_runs.TotalSeconds:F0} s: "
            + $"{Median.Of(rates.Select(rate => rate.Plain)):F1} M words/s without a log, "
            + $"{Median.Of(rates.Select(rate => rate.Logged)):F1} with one; "
            + $"{Median.Of(rates.Select(rate => rate.Logged / rate.Plain)) * 100:F1} % of the run before it");
    }

    /// <summary>M words a second.</summary>
    private static double Count(TextFile text, string? log)
    {
        long words = 0;
        var options = EngineWordCount.Options(new ManualClock(), partitions: 1);
        options.TimeProvider = TimeProvider.System;
        options.ReceiverRestartDelay = TimeSpan.FromHours(1);
        options.CheckpointInterval = s_second;
        options.LogSyncInterval = TimeSpan.Zero;
        using var sender = TcpSenderProcess.StartPaced(text, 0, s_runs);
        var made = new StreamingContext("logged-words", s_second, options);
        using var context = log is null ? made : StreamingContext.GetOrCreate(log, () => made);
        context.SocketTextStream(sender.EndPoint.Address.ToString(), sender.EndPoint.Port).Words().CountByValue()
            .ForeachBatch(batch => batch.Foreach(pair => Interlocked.Add(ref words, pair.Value)));
        context.Start();
        var time = Stopwatch.StartNew();
        var sent = sender.WaitForRepeats() * text.Answer.Total;
        while (Volatile.Read(ref words) < sent && time.Elapsed < 3 * s_runs)
            Thread.Sleep(10);
        return words == sent ? words / time.Elapsed.TotalSeconds / 1e6
            : throw new InvalidOperationException($"{words} words were counted of {sent}");
    }
}
