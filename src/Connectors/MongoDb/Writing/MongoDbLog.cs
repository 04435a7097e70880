using Microsoft.Extensions.Logging;

namespace HotStream.MongoDb;

/// <summary>What writing to MongoDB logs, numbered 4500. Nothing here holds a connection string.</summary>
internal static partial class MongoDbLog
{
    [LoggerMessage(4500, LogLevel.Warning, "{Sink}: {Count} documents are written again in {Milliseconds:F0} ms: {Reason}")]
    public static partial void WritingAgain(ILogger logger, string sink, int count, double milliseconds, string reason);
}
