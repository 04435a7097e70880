using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// The write-ahead log of lines that are only counted, a batch and a sync each 100 ms, against a loop that writes blocks to a file of the
/// same disk and syncs it as often; interleaved.
/// </summary>
internal static class LogRate
{
    private const int Rounds = 3;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_runs = TimeSpan.FromSeconds(4);

    public static void Run(TextWriter output)
    {
        var disk = new List<double>();
        var log = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            disk.Add(Disk());
            log.Add(Log());
        }

        output.WriteLine($"log of lines that are counted, a sync each 100 ms: {Median.Of(log):F0} MB/s; the disk by itself, synced as often: "
            + $"{Median.Of(disk):F0} MB/s; {Median.Of(log) / Median.Of(disk) * 100:F0} %");
    }

    private static double Disk()
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(Path.Combine(folder.Path, "file"), FileMode.Create, FileAccess.Write);
        var block = new byte[Slab.StandardCapacity];
        Random.Shared.NextBytes(block);
        long written = 0;
        var time = Stopwatch.StartNew();
        var synced = TimeSpan.Zero;
        while (time.Elapsed < s_runs)
        {
            RandomAccess.Write(file, block, written);
            written += block.Length;
            if (time.Elapsed - synced >= s_interval)
            {
                synced = time.Elapsed;
                RandomAccess.FlushToDisk(file);
            }
        }

        RandomAccess.FlushToDisk(file);
        return written / time.Elapsed.TotalSeconds / 1e6;
    }

    private static double Log()
    {
        using var folder = new TemporaryFolder();
        var receiver = new RepeatingLines(1_000_000);
        long lines = 0;
        using var context = StreamingContext.GetOrCreate(folder.Path, () =>
        {
            var options = EngineWordCount.Options(new ManualClock(), partitions: 1);
            options.TimeProvider = TimeProvider.System;
            options.LogSyncInterval = TimeSpan.Zero;
            var context = new StreamingContext("log-rate", s_interval, options);
            context.ReceiverStream(receiver).Count().ForeachBatch(batch => lines += batch.ToList().Sum());
            return context;
        });
        context.Start();
        var time = Stopwatch.StartNew();
        while (time.Elapsed < s_runs)
            receiver.SendBatch();
        context.Stop(graceful: true);
        var elapsed = time.Elapsed;
        var bytes = Directory.GetFiles(Path.Combine(folder.Path, "received")).Sum(file => new FileInfo(file).Length);
        return lines > 0 ? bytes / elapsed.TotalSeconds / 1e6 : throw new InvalidOperationException("no line was counted");
    }
}
