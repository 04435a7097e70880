using System.Globalization;
using System.Text;

namespace HotStream.Cli;

/// <summary>One plain line a batch, for files, pipes and dumb terminals.</summary>
internal sealed class DemoLines(TextWriter output) : IDemoView
{
    private const int WordsShown = 3;

    private readonly StringBuilder _line = new();

    public long AllocatedBytes { get; private set; }

    public void Take(DemoSnapshot snapshot)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _line.Clear().Append(
            CultureInfo.InvariantCulture,
            $"{snapshot.Elapsed.TotalSeconds,7:0.000} s  {snapshot.MegabytesPerSecond,7:0.0} MB/s  "
            + $"{snapshot.WordsPerSecond / 1e6,7:0.00} M words/s  "
            + $"delay {snapshot.Delay.TotalMilliseconds:0.0} ms (p50 {snapshot.DelayP50.TotalMilliseconds:0.0}, p99 "
            + $"{snapshot.DelayP99.TotalMilliseconds:0.0})  "
            + $"allocated {Format(snapshot.AllocatedBytesPerWord)} B/word  held {snapshot.BytesHeld / 1e6:0.0} MB  "
            + $"distinct {snapshot.DistinctWords}  top");
        for (int i = 0; i < Math.Min(WordsShown, snapshot.Top.Count); i++)
        {
            _line.Append(CultureInfo.InvariantCulture, $" {snapshot.Top[i].Key}:{snapshot.Top[i].Value}");
        }

        output.Write(_line.Append('\n').ToString());
        output.Flush();
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public async Task RunAsync(CancellationToken stop) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public static string Format(double? bytesPerWord) => bytesPerWord?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
