using Microsoft.Extensions.Logging;

namespace HotStream.ZeroMq;

/// <summary>What sinks of ZeroMQ log, numbered 4300.</summary>
internal static partial class ZeroMqLog
{
    [LoggerMessage(4300, LogLevel.Information, "{Sink} has a peer: {Peer}.")]
    public static partial void Connected(ILogger logger, string sink, string peer);

    [LoggerMessage(4301, LogLevel.Warning,
        "{Sink} has lost a peer: {Peer}: {Reason}. {Messages} messages were being sent and may be lost.")]
    public static partial void Left(ILogger logger, string sink, string peer, string reason, long messages);

    [LoggerMessage(4302, LogLevel.Warning, "{Sink} connects again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void Reconnecting(ILogger logger, string sink, double delayMilliseconds, string reason);

    [LoggerMessage(4303, LogLevel.Warning,
        "{Sink}: {Peer} is slow, {Bytes} bytes wait for it. What it does not get is counted in hotstream.zeromq.dropped.")]
    public static partial void Slow(ILogger logger, string sink, string peer, int bytes);

    [LoggerMessage(4304, LogLevel.Warning, "{Sink} could not take a connection, and takes others: {Reason}")]
    public static partial void NotTaken(ILogger logger, string sink, string reason);
}
