using Microsoft.Extensions.Logging;

namespace HotStream.Cli;

/// <summary>
/// The engine's warnings and errors as plain lines on standard error: the one place where this tool reports to people. Control characters
/// and secrets do not pass. What the commands report themselves is left out; of warnings that something is tried again, the first stands
/// for all until <see cref="Recovered"/>.
/// </summary>
internal sealed class StderrLogger : ILogger
{
    private const int CharactersMax = 8192;

    private readonly Retries _retries = new();

    /// <summary>Writes a line; a standard error that cannot be written (a full disk, a closed pipe) ends no command.</summary>
    public static void WriteLine(string message)
    {
        try
        {
            Console.Error.WriteLine("hotstream: " + Fit(message));
        }
        catch (IOException)
        {
            // nobody is left to report to
        }
    }

    /// <summary>A message in one line, fit for a terminal and without secrets.</summary>
    public static string Fit(string message) => Secrets.Hide(PlainText.Of(message.ReplaceLineEndings(" ").Trim(), CharactersMax));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        // Dead letters come through StreamingOptions.DeadLetters, from every kind of input; a failed output
        // ends the command with its message.
        if (IsEnabled(logLevel) && eventId.Name is not ("DeadLettered" or "OutputFailed") && !_retries.IsRepeated(eventId))
        {
            WriteLine($"{(logLevel == LogLevel.Warning ? "warning" : "error")}: {formatter(state, exception)}");
        }
    }

    /// <summary>What was tried again has succeeded: says so, once.</summary>
    /// <param name="from">What is well again: a source or a destination.</param>
    /// <param name="what">How to say it: <c>stored in postgres db:5432/plant</c>.</param>
    public void Recovered(RetryKind from, string what)
    {
        if (_retries.End(from) is { } trouble)
        {
            WriteLine(
                $"{what} again after {PlainText.Of(trouble.Elapsed)}{(trouble.Repeated == 0 ? "" : $" ({trouble.Repeated} "
                + "more warnings were left out)")}");
        }
    }
}
