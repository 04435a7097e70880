using Microsoft.Extensions.Logging;

namespace HotStream.Cli;

/// <summary>Gives every category the same logger.</summary>
internal sealed class StderrLoggerFactory : ILoggerFactory
{
    /// <summary>The logger.</summary>
    public StderrLogger Logger { get; } = new();

    public ILogger CreateLogger(string categoryName) => Logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place for logs: standard error.");

    public void Dispose()
    {
    }
}
