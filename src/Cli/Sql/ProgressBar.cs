using System.Globalization;

namespace HotStream.Cli;

/// <summary>
/// A line that shows how far a query is, on a terminal, once somebody waits for it; it is gone when the answer comes. Thread-safe.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(200);
    private readonly Func<QueryProgress?> _progress;
    private readonly TextWriter _terminal;
    private readonly Lock _writing = new();
    private readonly ITimer _timer;
    private int _shown; // characters on the line
    private bool _isOver;

    public ProgressBar(Func<QueryProgress?> progress, TextWriter terminal, TimeProvider time)
    {
        _progress = progress;
        _terminal = terminal;
        _timer = time.CreateTimer(_ => Draw(), null, s_patience, s_step);
    }

    /// <summary>One for a terminal; null when what is written there is kept elsewhere.</summary>
    public static ProgressBar? Of(Session session) =>
        Console.IsErrorRedirected ? null : new ProgressBar(() => session.Progress, Console.Error, TimeProvider.System);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_writing)
        {
            _isOver = true;
            if (_shown > 0)
            {
                _terminal.Write($"\r{new string(' ', _shown)}\r");
                _terminal.Flush();
            }
        }
    }

    private void Draw()
    {
        if (_progress() is not { Parts: > 0 } progress)
        {
            return;
        }

        double part = (double)progress.PartsRead / progress.Parts;
        string bar = new string('#', (int)(part * Width)).PadRight(Width, '.');
        string line = string.Create(CultureInfo.InvariantCulture, $"reading [{bar}] {part * 100:0} %");
        lock (_writing)
        {
            if (!_isOver)
            {
                _terminal.Write("\r" + line.PadRight(_shown));
                _terminal.Flush();
                _shown = Math.Max(_shown, line.Length);
            }
        }
    }
}
