using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// What a batch costs when there is nothing in it, and how late batches of 1 and 10 ms are under a tenth of the peak load: times, not
/// rates, so apart from the job table.
/// </summary>
internal static class EngineLatency
{
    private const int EmptyBatches = 20_000;
    private const long WordsPerMillisecond = 12_000;
    private static readonly int[] s_intervals = [1, 10]; // milliseconds
    private static readonly TimeSpan s_loadTime = TimeSpan.FromSeconds(10);

    public static int Run(TextWriter output)
    {
        double[] empty = [.. Enumerable.Range(0, 3).Select(_ => EmptyBatch())];
        output.WriteLine($"empty batch through 5 operators, clock to output and back: median {Median.Of(empty):F1} us of "
            + $"{string.Join(", ", empty.Select(us => us.ToString("F1")))}");
        foreach (int interval in s_intervals)
        {
            (double[] delays, long words) = Load(TimeSpan.FromMilliseconds(interval));
            Array.Sort(delays);
            output.WriteLine($"{interval} ms batches at {words / s_loadTime.TotalSeconds / 1e6:F1} M words/s: total delay "
                + $"p50 {At(0.5):F2} ms, p99 {At(0.99):F2} ms, p99.9 {At(0.999):F2} ms, worst {delays[^1]:F2} ms "
                + $"over the last {delays.Length:N0} batches");

            double At(double share) => delays[(int)(share * (delays.Length - 1))];
        }

        return 0;
    }

    private static DStream<KeyValuePair<Utf8Slice, long>> FiveOperators(DStream<Utf8Slice> lines) => lines
        .Words()
        .Filter(word => word.Length > 1)
        .Map(word => KeyValuePair.Create(word, 1L))
        .ReduceByKey((a, b) => a + b)
        .MapValues(count => count * 2);

    private static double EmptyBatch()
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("empty", TimeSpan.FromMilliseconds(1), EngineWordCount.Options(clock, partitions: 1));
        long seen = 0;
        FiveOperators(context.ReceiverStream(new RepeatingLines(10))).ForeachBatch(batch => seen += batch.Count() + 1);
        context.Start();
        long started = 0;
        for (int i = -2000; i < EmptyBatches; i++)
        {
            if (i == 0)
                started = Stopwatch.GetTimestamp();
            clock.Advance(TimeSpan.FromMilliseconds(1));
            context.AwaitDueBatches(TimeSpan.FromSeconds(10));
        }

        return seen > 0 ? Stopwatch.GetElapsedTime(started).TotalMicroseconds / EmptyBatches
            : throw new InvalidOperationException("no batch ran");
    }

    private static (double[] Delays, long Words) Load(TimeSpan interval)
    {
        var options = EngineWordCount.Options(new ManualClock(), partitions: 1);
        options.TimeProvider = TimeProvider.System;
        using var context = new StreamingContext("load", interval, options);
        var receiver = new RepeatingLines(WordsPerMillisecond);
        var delays = new List<double>(20_000);
        long words = 0;
        FiveOperators(context.ReceiverStream(receiver)).ForeachBatch(batch => batch.ForeachPartition(partition =>
        {
            foreach (ref readonly KeyValuePair<Utf8Slice, long> pair in partition.Span)
                words += pair.Value / 2;
        }));
        context.BatchCompleted += info => delays.Add(info.DelayAfterDue!.Value.TotalMilliseconds);
        context.Start();
        var time = Stopwatch.StartNew();
        for (int sent = 0; time.Elapsed < s_loadTime; sent++)
        {
            receiver.SendBatch();
            while (time.Elapsed.TotalMilliseconds < sent)
                Thread.Sleep(1);
        }

        context.Stop(graceful: true);
        return ([.. delays.Skip(delays.Count / 4)], words);
    }
}
