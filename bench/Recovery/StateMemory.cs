using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>
/// Resident memory of a state of a million keys that a socket feeds as fast as it is taken, in batches of a second: a running total by
/// key with MapWithState, whose results an output reads, and beside it the count of each batch. Every word is counted at the end.
/// </summary>
internal static class StateMemory
{
    private const int Keys = 1_000_000;
    private const int WordsPerLine = 10;

    public static int Run(string what, int seconds, BenchOptions options, TextWriter output)
    {
        var text = Text(Path.Combine(DataFolder.Find(options.Data), string.Create(CultureInfo.InvariantCulture, $"keys-{Keys}.txt")));
        using var sender = TcpSenderProcess.StartPaced(text, 0, TimeSpan.FromSeconds(seconds));
        using var folder = new TemporaryFolder();
        using var context = new StreamingContext("memory", TimeSpan.FromSeconds(1), new StreamingOptions
        {
            OneActivePerProcess = false,
            ReceiverRestartDelay = TimeSpan.FromHours(1), // the sender ends its stream once
        });
        context.Checkpoint(folder.Path);
        long counted = 0;
        var words = context.SocketTextStream(sender.EndPoint.Address.ToString(), sender.EndPoint.Port).Words();
        if (what == "state")
        {
            words.Map(word => KeyValuePair.Create(word, 1L)).MapWithState(StateSpec.Function<Utf8Slice, long, long, long>((_, count, total) =>
            {
                total.Update(total.GetOption().GetValueOrDefault(0) + count.Value);
                return count.Value;
            })).ForeachBatch(batch => batch.Foreach(count => Interlocked.Add(ref counted, count)));
        }
        else
        {
            words.CountByValue().ForeachBatch(batch => batch.Foreach(pair => Interlocked.Add(ref counted, pair.Value)));
        }

        context.Start();
        var started = Stopwatch.GetTimestamp();
        var resident = new List<double>();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            Thread.Sleep(100);
            resident.Add(Environment.WorkingSet / 1e6);
        }

        var sent = sender.WaitForRepeats() * text.Answer.Total;
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        while (Volatile.Read(ref counted) < sent && Stopwatch.GetElapsedTime(started).TotalSeconds < elapsed + 60)
            Thread.Sleep(10);
        if (Volatile.Read(ref counted) != sent)
            throw new InvalidOperationException($"{counted:N0} words of {sent:N0} were counted");
        var managed = GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6;
        var third = resident.Count / 3;
        output.WriteLine($"{what}: {sent / elapsed / 1e6:F1} M words/s, resident MB: first third {Of(0)}, middle {Of(third)}, "
            + $"last {Of(2 * third)}, most {resident.Max():F0}; managed {managed:F0}");
        return 0;

        string Of(int from) => Median.Of([.. resident.GetRange(from, third)]).ToString("F0", CultureInfo.InvariantCulture);
    }

    private static TextFile Text(string path)
    {
        const int Words = 20_000_000;
        if (!File.Exists(path))
        {
            var keys = KeyRows.Names(Keys);
            var random = new SplitMix64(7);
            using var file = new StreamWriter(path + ".part");
            for (var i = 1; i <= Words; i++)
            {
                file.Write(keys[i <= Keys ? i - 1 : random.Below(Keys)]); // each once
                file.Write(i % WordsPerLine == 0 ? '\n' : ' ');
            }

            file.Close();
            File.Move(path + ".part", path);
        }

        return new TextFile(path, new FileInfo(path).Length, new JobAnswer(Words, Keys, 0));
    }
}
