using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>What sinks log that send by an outbox, numbered 4100.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(4100, LogLevel.Information, "{Sink} is connected.")]
    public static partial void Connected(ILogger logger, string sink);

    [LoggerMessage(4101, LogLevel.Warning, "{Sink} connects again in {DelayMilliseconds} ms and sends what was not confirmed: {Reason}")]
    public static partial void Reconnecting(ILogger logger, string sink, double delayMilliseconds, string reason, Exception exception);

    [LoggerMessage(4102, LogLevel.Warning, "{Sink} sends again in {DelayMilliseconds} ms what was not taken: {Messages} messages.")]
    public static partial void SendingAgain(ILogger logger, string sink, double delayMilliseconds, int messages);
}
