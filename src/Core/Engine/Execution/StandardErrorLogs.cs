using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Where a context logs that was given no logger: warnings and errors, a line each, on standard error. Safe from any thread.
/// </summary>
internal sealed class StandardErrorLogs : ILoggerFactory, ILogger
{
    public static readonly StandardErrorLogs Instance = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Set StreamingOptions.LoggerFactory to a logger factory of your own.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string message = formatter(state, exception);
            string cause = exception is null || message.Contains(exception.Message, StringComparison.Ordinal) ? string.Empty
                : $" ({exception.Message})";
            StandardError.WriteLine($"HotStream {(logLevel == LogLevel.Warning ? "warning" : "error")}: {message}{cause}");
        }
    }

    public void Dispose()
    {
    }
}
