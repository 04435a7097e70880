using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Streams;

/// <summary>Keeps what the engine logs.</summary>
/// <param name="least">What is kept at least.</param>
internal sealed class LogCapture(LogLevel least = LogLevel.Trace) : ILoggerFactory, ILogger
{
    public ConcurrentQueue<(int Id, LogLevel Level, string Message)> Entries { get; } = [];

    public ConcurrentQueue<Exception> Causes { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Entries.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
        if (exception is not null)
        {
            Causes.Enqueue(exception);
        }
    }

    public void Dispose()
    {
    }
}
