using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream;

/// <summary>
/// The loggers of one context, each a <see cref="GuardedLogger"/>. Safe from any thread; never throws, whatever the user's factory does.
/// </summary>
internal sealed class EngineLogs(ILoggerFactory factory, TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<string, GuardedLogger> _loggers = [];
    private GuardedLogger[] _made = []; // looked at after each batch

    /// <summary>The logger of a category, the same at every call.</summary>
    public ILogger Get(string category) => _loggers.GetOrAdd(category, Create);

    /// <summary>Logs what was held back since it was logged last, of causes that have been quiet for long enough, or of all.</summary>
    public void LogHeldBack(bool all = false)
    {
        foreach (GuardedLogger logger in Volatile.Read(ref _made))
        {
            logger.LogHeldBack(all);
        }
    }

    private GuardedLogger Create(string category)
    {
        ILogger inner;
        try
        {
            inner = factory.CreateLogger(category) ?? NullLogger.Instance;
        }
        catch (Exception failure)
        {
            StandardError.WriteLine($"HotStream error: the logger factory threw ({failure.Message}); {category} logs here.");
            inner = StandardErrorLogs.Instance;
        }

        var logger = new GuardedLogger(inner, time ?? TimeProvider.System);
        lock (_loggers)
        {
            _made = [.. _made, logger];
        }

        return logger;
    }
}
