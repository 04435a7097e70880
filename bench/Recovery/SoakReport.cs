using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Many minutes of a daily job at half of its peak: does memory, do handles, do files grow? The peak is found first, by a sender that is
/// only slowed down by the engine. A minute at the end shows that every word came once and that the window let all of its keys go. The job
/// allocates so little that the runtime would collect once in hours, so it is asked to each minute: what grows then is held.
/// </summary>
internal static class SoakReport
{
    private static readonly TimeSpan s_peakTime = TimeSpan.FromSeconds(45);

    public static int Run(int minutes, BenchOptions options, TextWriter output)
    {
        var text = ZipfText.GetOrCreate(DataFolder.Find(options.Data), options.SizeMiB);
        var peak = Pass(text, 0, s_peakTime).MegabytesPerSecond;
        output.WriteLine($"peak: {peak:F0} MB/s");
        var half = Pass(text, (long)(peak * 1e6 / 2), TimeSpan.FromMinutes(minutes));
        var samples = half.Samples;
        var third = samples.Count / 3;
        var (middle, last) = (samples.GetRange(third, third), samples.GetRange(2 * third, third));
        var growth = (ResidentOf(last) / ResidentOf(middle)) - 1;
        output.WriteLine($"half of it: {half.MegabytesPerSecond:F0} MB/s, {half.Words:N0} words, each counted once; the window is empty at "
            + "the end");
        Row("resident MB", sample => sample.Resident / 1e6);
        Row("managed MB", sample => sample.Managed / 1e6);
        Row("handles", sample => sample.Handles);
        Row("files", sample => sample.Files);
        Row("checkpoint MB", sample => sample.Stored / 1e6);
        output.WriteLine($"resident memory of the last third against the middle one: {growth * 100:+0.0;-0.0} %");
        return 0;

        static double ResidentOf(List<SoakSample> samples) => Median.Of([.. samples.Select(sample => sample.Resident)]);

        void Row(string what, Func<SoakSample, double> value)
        {
            output.WriteLine($"{what,-14} middle third {Of(middle)}; last third {Of(last)}");

            string Of(List<SoakSample> of) => $"{Median.Of([.. of.Select(value)]):F0} ({of.Min(value):F0} to {of.Max(value):F0})";
        }
    }

    private static (double MegabytesPerSecond, long Words, List<SoakSample> Samples) Pass(TextFile text, long bytesPerSecond, TimeSpan time)
    {
        using var sender = TcpSenderProcess.StartPaced(text, bytesPerSecond, time);
        using var folder = new TemporaryFolder();
        using var job = new SoakJob(folder.Path, sender.EndPoint);
        var samples = new List<SoakSample>();
        var started = Stopwatch.GetTimestamp();
        job.Start();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            samples.Add(SoakSample.Take(job.CheckpointDirectory));
            if (samples.Count % 60 == 0)
                GC.Collect();
        }

        var words = sender.WaitForRepeats() * text.Answer.Total;
        var elapsed = Stopwatch.GetElapsedTime(started);
        job.WaitUntilAllIsCountedAndTheWindowIsEmpty(words);
        return (words * text.BytesPerWord / elapsed.TotalSeconds / 1e6, words, samples);
    }
}
