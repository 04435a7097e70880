using Microsoft.Extensions.Logging;

namespace HotStream.Cli;

/// <summary>Gives every category the same logger.</summary>
internal sealed class StderrLoggerFactory : ILoggerFactory
{
    private readonly StderrLogger _logger = new();

    public ILogger CreateLogger(string categoryName) => _logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place for logs: standard error.");

    public void Dispose()
    {
    }
}
