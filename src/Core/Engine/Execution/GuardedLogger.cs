using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// The one way of the engine's messages to the user's logger. What the logger throws goes no further: a message is never worth a thread.
/// Control characters are escaped. Of one cause, that is one event of one source, the first lines of a second pass and the rest is counted;
/// the count follows, with the same event. Safe from any thread.
/// </summary>
internal sealed class GuardedLogger(ILogger inner, TimeProvider time) : ILogger
{
    /// <summary>Lines of one cause in a second.</summary>
    public const int LinesPerSecond = 5;

    private const int MostCauses = 1024; // sources may be made up by strangers: beyond, all sources of an event share
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Event, string? Source), Cause> _causes = [];
    private bool _hasHeldBack;
    private bool _saidThatItThrows;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception failure)
        {
            OnThrown(failure, "a scope");
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception failure)
        {
            OnThrown(failure, "whether it is enabled");
            return true;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        string message = "a message that cannot be formatted";
        try
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            message = PlainText.Of(formatter(state, exception), StandardError.CharactersMax);
            if (Admits(logLevel, eventId, SourceIn(state), message, out string? heldBack))
            {
                LogCount(logLevel, eventId, heldBack);
                inner.Log(logLevel, eventId, state, exception, (_, _) => message);
            }
        }
        catch (Exception failure)
        {
            OnThrown(failure, message);
        }
    }

    /// <summary>Logs how much was held back of causes whose second is over, or of all.</summary>
    public void LogHeldBack(bool all)
    {
        if (!Volatile.Read(ref _hasHeldBack))
        {
            return;
        }

        var due = new List<(LogLevel Level, EventId Id, string? Text)>();
        lock (_gate)
        {
            _hasHeldBack = false;
            foreach (Cause cause in _causes.Values)
            {
                if (cause.HeldBack > 0 && (all || time.GetElapsedTime(cause.Since) >= s_window))
                {
                    due.Add((cause.Level, cause.Id, cause.TakeHeldBack()));
                }

                _hasHeldBack |= cause.HeldBack > 0;
            }
        }

        foreach ((LogLevel level, EventId id, string? text) in due)
        {
            LogCount(level, id, text);
        }
    }

    /// <summary>The first value of a message: who or what it is about.</summary>
    private static string? SourceIn<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values ? values[0].Value?.ToString() : null;

    private bool Admits(LogLevel level, EventId id, string? source, string message, out string? heldBack)
    {
        heldBack = null;
        lock (_gate)
        {
            (int, string?) key = (id.Id, _causes.Count < MostCauses ? source : null);
            if (!_causes.TryGetValue((id.Id, source), out Cause? cause) && !_causes.TryGetValue(key, out cause))
            {
                _causes[key] = cause = new Cause(level, id);
            }

            if (cause.Lines == 0 || time.GetElapsedTime(cause.Since) >= s_window)
            {
                heldBack = cause.TakeHeldBack();
                cause.Since = time.GetTimestamp();
                cause.Lines = 0;
            }

            if (cause.Lines < LinesPerSecond)
            {
                cause.Lines++;
                cause.LastMessage = message;
                return true;
            }

            cause.HeldBack++;
            _hasHeldBack = true;
            return false;
        }
    }

    private void LogCount(LogLevel level, EventId id, string? text)
    {
        if (text is null)
        {
            return;
        }

        try
        {
            inner.Log(level, id, text, null, static (message, _) => message);
        }
        catch (Exception failure)
        {
            OnThrown(failure, text);
        }
    }

    private void OnThrown(Exception failure, string message)
    {
        if (!_saidThatItThrows)
        {
            _saidThatItThrows = true;
            StandardError.WriteLine(
                $"HotStream error: the logger threw {failure.GetType().Name} ({failure.Message}) when it was given: {message}");
        }
    }

    /// <summary>One event of one source.</summary>
    private sealed class Cause(LogLevel level, EventId id)
    {
        public LogLevel Level => level;

        public EventId Id => id;

        /// <summary>When the second began in which lines are counted.</summary>
        public long Since { get; set; }

        public int Lines { get; set; }

        public long HeldBack { get; set; }

        public string LastMessage { get; set; } = string.Empty;

        public string? TakeHeldBack()
        {
            long count = HeldBack;
            HeldBack = 0;
            return count == 0 ? null : $"{count} more like this {(count == 1 ? "was" : "were")} held back: {LastMessage}";
        }
    }
}
