using Microsoft.Extensions.Logging;

namespace HotStream.Cli;

/// <summary>The engine's warnings and errors as plain lines on standard error. What the commands tell themselves is left out.</summary>
internal sealed class StderrLogger : ILogger
{
    /// <summary>Writes a line; a standard error that cannot be written (a full disk, a closed pipe) ends no command.</summary>
    public static void WriteLine(string message)
    {
        try
        {
            Console.Error.WriteLine("hotstream: " + OneLine(message));
        }
        catch (IOException)
        {
            // nobody is left to be told
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Dead letters come through StreamingOptions.DeadLetters, from every kind of input; a failed output ends the command with its message.
        if (IsEnabled(logLevel) && eventId.Name is not ("DeadLettered" or "OutputFailed"))
        {
            WriteLine($"{(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}");
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
