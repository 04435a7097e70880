using System.Diagnostics;

namespace HotStream.Cli;

/// <summary>
/// Dead letters as lines on standard error: a few a second, then their number, so that one faulty device does not hide everything else.
/// Thread-safe; disposing prints the last number.
/// </summary>
/// <param name="canKeep">Whether the command has an option that keeps them.</param>
internal sealed class LetterPrinter(bool canKeep) : IDisposable
{
    private const int LinesPerSecond = 5;

    private readonly Lock _gate = new();
    private long _second = Stopwatch.GetTimestamp();
    private int _lines;
    private long _unprinted;

    public void Print(DeadLetter letter)
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
            {
                _second = Stopwatch.GetTimestamp();
                _lines = 0;
                PrintNumber();
            }

            if (_lines++ >= LinesPerSecond)
            {
                _unprinted++;
                return;
            }
        }

        StderrLogger.WriteLine($"dead letter: {letter.Source}, {letter.Position}: {letter.Reason}");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            PrintNumber();
        }
    }

    private void PrintNumber()
    {
        if (_unprinted > 0)
        {
            StderrLogger.WriteLine($"dead letters: {_unprinted} more{(canKeep ? "; --dead-letters FILE keeps them" : "")}");
            _unprinted = 0;
        }
    }
}
