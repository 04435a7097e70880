using System.Net;
using System.Net.Sockets;

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
            ThrowIfTaken(endPoint);
            return context.SocketTextListener(endPoint, onListening: static bound => StderrLogger.WriteLine($"listening on {bound}"));
        }

        ThrowIfUnreadable(options.Directory!);
        return context.TextFileStream(options.Directory!);
    }

    /// <summary>The engine would try again for ever, which is right for a service and wrong for a person with a typing error.</summary>
    private static void ThrowIfTaken(IPEndPoint endPoint)
    {
        try
        {
            using var probe = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(endPoint);
            probe.Listen();
        }
        catch (SocketException failure)
        {
            throw new IOException(
                $"Cannot listen on {endPoint}: {failure.Message}. Choose another port (0 takes a free one) or end what uses this one.",
                failure);
        }
    }

    private static void ThrowIfUnreadable(string directory)
    {
        if (directory.AsSpan().ContainsAny('*', '?'))
        {
            return; // what it matches may come later
        }

        try
        {
            using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(directory).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"Cannot read the directory '{directory}': {failure.Message} Create it or correct the path.", failure);
        }
    }
}
