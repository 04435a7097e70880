using Microsoft.Extensions.Logging;

namespace HotStream.Bench;

/// <summary>
/// The word count over a socket: SocketTextStream connects to the sender, words are counted while they arrive, the batch is closed when the
/// sender has ended its stream, which the receiver says in its log.
/// </summary>
internal static class EngineWordCountTcp
{
    public static JobOutcome Run(TcpSenderProcess sender, int partitions) =>
        Run(sender, partitions, keepOrder: true, lines => lines.Words().CountByValue());

    /// <summary>The same with what is received written to a log before it is counted; synced when the batch closes.</summary>
    public static JobOutcome Logged(TcpSenderProcess sender, int partitions) => Run(sender, partitions, keepOrder: true,
        lines => lines.Words().CountByValue(), Directory.CreateTempSubdirectory("hotstream-bench-"));

    /// <summary>
    /// By a function that might tell in which order words come, so that one connection is worked on by one
    /// partition unless order is given up.
    /// </summary>
    public static JobOutcome Lambdas(TcpSenderProcess sender, int partitions, bool keepOrder) => Run(
        sender, partitions, keepOrder, lines =>
            lines.FlatMap(line => line.Split((byte)' ')).Map(word => KeyValuePair.Create(word, 1L)).ReduceByKey((a, b) => a + b));

    private static JobOutcome Run(TcpSenderProcess sender, int partitions, bool keepOrder,
        Func<DStream<Utf8Slice>, DStream<KeyValuePair<Utf8Slice, long>>> count, DirectoryInfo? log = null)
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        using var ended = new EndOfStream();
        StreamingOptions options = EngineWordCount.Options(clock, partitions);
        options.ReceiverRestartDelay = TimeSpan.FromHours(1);
        options.LoggerFactory = ended;
        options.KeepOrder = keepOrder;
        if (log is not null)
            options.LogSyncInterval = TimeSpan.Zero;
        var made = new StreamingContext("wordcount-tcp", TimeSpan.FromSeconds(1), options);
        StreamingContext context = log is null ? made : StreamingContext.GetOrCreate(log.FullName, () => made);
        var counted = new CountedBatch(context, count(context.SocketTextStream(sender.EndPoint.Address.ToString(), sender.EndPoint.Port)),
            log);
        context.Start();
        ended.Seen.Wait();
        clock.Advance(TimeSpan.FromSeconds(1));
        return counted.Outcome();
    }

    /// <summary>Waits for the log message that a receiver will be started again (number 1001).</summary>
    private sealed class EndOfStream : ILoggerFactory, ILogger
    {
        private const int ReceiverRestarting = 1001;

        public ManualResetEventSlim Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == ReceiverRestarting)
                Seen.Set();
        }

        public void Dispose()
        {
        }
    }
}
