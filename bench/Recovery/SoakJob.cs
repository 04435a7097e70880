using System.Diagnostics;
using System.Net;

namespace HotStream.Bench;

/// <summary>
/// Words of a socket, with the log of what is received and a checkpoint each ten seconds: counts of each second, running totals, an inverse
/// window of a minute, and a rolling file of the most frequent.
/// </summary>
internal sealed class SoakJob : IDisposable
{
    private const long Frequent = 100_000; // in a second
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_slide = TimeSpan.FromSeconds(5);

    private readonly StreamingContext _context;
    private long _words;
    private long _wordsOfTotals;
    private long _keysOfWindow = -1;

    public SoakJob(string directory, IPEndPoint sender)
    {
        CheckpointDirectory = Path.Combine(directory, "checkpoint");
        _context = StreamingContext.GetOrCreate(CheckpointDirectory, () =>
        {
            var options = new StreamingOptions
            {
                Partitions = 1,
                OneActivePerProcess = false,
                CheckpointInterval = TimeSpan.FromSeconds(10),
                ReceiverRestartDelay = TimeSpan.FromHours(1), // the sender ends its stream once
            };
            var context = new StreamingContext("soak", TimeSpan.FromSeconds(1), options);
            var counts = context.SocketTextStream(sender.Address.ToString(), sender.Port).Words().CountByValue().Cache();
            counts.ForeachBatch(batch => batch.Foreach(pair => Interlocked.Add(ref _words, pair.Value)));
            counts.MapWithState(StateSpec.Function<Utf8Slice, long, long, long>((_, count, total) =>
            {
                total.Update(total.GetOption().GetValueOrDefault(0) + count.Value);
                return count.Value;
            })).ForeachBatch(batch => batch.Foreach(count => Interlocked.Add(ref _wordsOfTotals, count)));
            counts.ReduceByKeyAndWindowPruned((a, b) => a + b, (a, b) => a - b, s_window, s_slide)
                .ForeachBatch(batch => Volatile.Write(ref _keysOfWindow, batch.Count()));
            counts.Filter(pair => pair.Value > Frequent).Map(pair => $"{pair.Key} {pair.Value}")
                .SaveAsRollingFiles(new RollingFileOptions { Directory = Path.Combine(directory, "frequent"), RollBytes = 100_000 });
            return context;
        });
    }

    public string CheckpointDirectory { get; }

    public void Start() => _context.Start();

    public void WaitUntilAllIsCountedAndTheWindowIsEmpty(long words)
    {
        for (var began = Stopwatch.GetTimestamp(); Volatile.Read(ref _words) != words || Volatile.Read(ref _keysOfWindow) != 0;)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(100));
            if (Stopwatch.GetElapsedTime(began) > s_window * 3)
                throw new InvalidOperationException(
                    $"{_words:N0} words of {words:N0} were counted, {_keysOfWindow:N0} keys stayed in the window");
        }

        if (_wordsOfTotals != words)
            throw new InvalidOperationException($"{_wordsOfTotals:N0} words of {words:N0} came to the totals");
    }

    public void Dispose() => _context.Dispose();
}
