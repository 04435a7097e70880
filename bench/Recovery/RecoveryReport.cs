using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// What recovery costs: state under checkpoints against the same without, how late batches are, what an increment and a restart take, and
/// the write-ahead log against the disk's own rate. Peers in the same run are the same programs without it.
/// </summary>
internal static class RecoveryReport
{
    private const int Keys = 1_000_000;
    private const int Touched = 10_000;
    private const int Runs = 4;

    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    public static int Run(int restartKeys, TextWriter output)
    {
        Throughput(output);
        Lateness(output);
        Increments(output);
        HeldMemory.Run(output);
        Restart(Keys, output);
        if (restartKeys > Keys)
            Restart(restartKeys, output);
        LogRate.Run(output);
        return 0;
    }

    /// <summary>Batches of 1 ms by a manual clock, run one after another as fast as they can: a checkpoint in about ten seconds.</summary>
    private static void Throughput(TextWriter output)
    {
        const int Batches = 40_000;
        const int Between = 20_000;
        const int ForWarmth = 2_000;
        var batches = HeldKeys.Batches(64, Touched, Keys);
        var without = new List<double>();
        var with = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var count = run > 0 ? Batches : ForWarmth;
            var isTurned = run % 2 == 0; // who comes second is not always the same
            var first = Rate(isTurned ? TimeSpan.FromMilliseconds(Between) : s_never, count);
            var second = Rate(isTurned ? s_never : TimeSpan.FromMilliseconds(Between), count);
            if (run > 0)
            {
                without.Add(isTurned ? second : first);
                with.Add(isTurned ? first : second);
            }
        }

        var (a, b) = (Median.Of(without), Median.Of(with));
        output.WriteLine($"1 M text keys, batches of {Touched:N0} records: {a:F2} M records/s without checkpoints, {b:F2} with one each "
            + $"{Between * Touched / b / 1e6:F1} s: {(b / a - 1) * 100:+0.0;-0.0} %");

        double Rate(TimeSpan checkpoints, int count)
        {
            using var folder = new TemporaryFolder();
            using var state = new HeldState(folder.Path, Keys, TimeSpan.FromMilliseconds(1), checkpoints, new ManualClock());
            state.Start();
            state.Tick();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                state.Enqueue(batches[i % batches.Length]);
                state.Tick();
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            return state.Read == (long)count * Touched ? state.Read / elapsed.TotalSeconds / 1e6
                : throw new InvalidOperationException($"{state.Read} records of {(long)count * Touched}");
        }
    }

    /// <summary>Batches each 20 ms by the system's clock: how late they are without and with a checkpoint each two seconds.</summary>
    private static void Lateness(TextWriter output)
    {
        var batches = HeldKeys.Batches(64, Touched, Keys);
        foreach (var (name, checkpoints) in new[] { ("without", s_never), ("with one each 2 s", TimeSpan.FromSeconds(2)) })
        {
            using var folder = new TemporaryFolder();
            using var state = new HeldState(folder.Path, Keys, TimeSpan.FromMilliseconds(20), checkpoints, clock: null);
            for (var i = 0; i < 800; i++)
                state.Enqueue(batches[i % batches.Length]);
            state.Start();
            var (collections, paused) = (GC.CollectionCount(2), GC.GetTotalPauseDuration());
            Thread.Sleep(TimeSpan.FromSeconds(15));
            var full = GC.CollectionCount(2) - collections;
            var pause = GC.GetTotalPauseDuration() - paused;
            var delays = state.Delays.Skip(60).Order().ToArray();
            output.WriteLine($"batches each 20 ms, checkpoints {name}: due to done p50 {At(0.5):F2} ms, p99 {At(0.99):F2}, p99.9 "
                + $"{At(0.999):F2}, worst {delays[^1]:F2} of {delays.Length}; {full} full collections, pauses {pause.TotalMilliseconds:F1} "
                + "ms in all");

            double At(double share) => delays[(int)(share * (delays.Length - 1))];
        }
    }

    private static void Increments(TextWriter output)
    {
        foreach (var changed in new[] { 1_000, 10_000, 100_000 })
        {
            using var folder = new TemporaryFolder();
            var second = TimeSpan.FromSeconds(1);
            using var state = new HeldState(folder.Path, Keys, second, second, new ManualClock());
            state.Start();
            state.Tick();
            var batch = Enumerable.Range(0, changed).Select(number => KeyValuePair.Create(HeldKeys.Of(number), 1L)).ToArray();
            for (var i = 0; i < 3; i++)
            {
                WaitForFiles(folder.Path, i + 1);
                state.Enqueue(batch);
                state.Tick();
            }

            WaitForFiles(folder.Path, 4);
            var sizes = Directory.GetFiles(folder.Path, "*.state").Order().Select(file => new FileInfo(file).Length).ToArray();
            output.WriteLine(
                $"checkpoint of 1 M keys {sizes[0] / 1e6:F1} MB; increment after {changed:N0} keys changed {sizes[^1] / 1e3:N0} kB");
        }

        static void WaitForFiles(string directory, int count)
        {
            while (Directory.GetFiles(directory, "*.state").Length < count)
                Thread.Sleep(5);
            Thread.Sleep(50); // its writer is idle again
        }
    }

    /// <summary>From the start of a context, in a process that is warm, to the end of the first batch with new records.</summary>
    private static void Restart(int keys, TextWriter output)
    {
        using var folder = new TemporaryFolder();
        using (var state = new HeldState(folder.Path, keys, TimeSpan.FromMilliseconds(10), s_never, clock: null))
        {
            state.Start();
            state.Enqueue([KeyValuePair.Create(HeldKeys.Of(1), 1L)]);
            state.WaitForFirst();
            state.Stop();
        }

        GC.Collect();
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            using var state = new HeldState(folder.Path, 0, TimeSpan.FromMilliseconds(10), s_never, clock: null);
            state.Enqueue([KeyValuePair.Create(HeldKeys.Of(1), 1L)]);
            state.Start();
            state.WaitForFirst();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        output.WriteLine($"restart with {keys:N0} text keys, to the end of the first new batch: {Median.Of(times):F2} s of "
            + string.Join(", ", times.Select(time => time.ToString("F2"))));
    }
}
