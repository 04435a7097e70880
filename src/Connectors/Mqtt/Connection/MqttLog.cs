using Microsoft.Extensions.Logging;

namespace HotStream.Mqtt;

/// <summary>What publishing to MQTT logs, numbered 4000.</summary>
internal static partial class MqttLog
{
    [LoggerMessage(4000, LogLevel.Information, "{Sink} is connected as {ClientId}.")]
    public static partial void Connected(ILogger logger, string sink, string clientId);

    [LoggerMessage(4001, LogLevel.Warning, "{Sink} connects again in {DelayMilliseconds} ms and sends what was not acknowledged: {Reason}")]
    public static partial void Reconnecting(ILogger logger, string sink, double delayMilliseconds, string reason, Exception exception);

    [LoggerMessage(4002, LogLevel.Warning, "{Sink} sends again in {DelayMilliseconds} ms what was refused: {Reason}")]
    public static partial void SendingAgain(ILogger logger, string sink, double delayMilliseconds, string reason);
}
