namespace HotStream.Cli;

/// <summary>Runs the word count until a signal or a failure.</summary>
internal sealed class WordCountRun(WordCountOptions options)
{
    public async Task<int> RunAsync()
    {
        using var logs = new StderrLoggerFactory();
        using var letters = new LetterPrinter(canKeep: false);
        var context = new StreamingContext("wordcount", options.Interval, new StreamingOptions
        {
            LoggerFactory = logs,
            DeadLetters = letters.Print,
        });
        await using (context.ConfigureAwait(false))
        {
            var printer = new WordCountPrinter(Console.Out, options.Top, forPeople: !Console.IsOutputRedirected);
            Open(context).Words().CountByValue().ForeachBatch(printer.Print);
            await context.RunAsync(stopOnSignals: true).ConfigureAwait(false);
        }

        return ExitCodes.Ok;
    }

    private DStream<Utf8Slice> Open(StreamingContext context)
    {
        if (options.Connect is { } server)
        {
            return context.SocketTextStream(server.Host, server.Port);
        }

        if (options.Listen is { } endPoint)
        {
            InputChecks.ThrowIfTaken(endPoint);
            return context.SocketTextListener(endPoint, onListening: static bound => StderrLogger.WriteLine($"listening on {bound}"));
        }

        InputChecks.ThrowIfUnreadable(options.Directory!);
        return context.TextFileStream(options.Directory!);
    }
}
