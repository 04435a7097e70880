using System.Net;

namespace HotStream.Cli;

/// <summary>Where messages come from: a broker, or devices that publish to a port of ours.</summary>
/// <param name="Broker">Address of the broker; null to listen.</param>
/// <param name="Listen">Where to listen; null for a broker.</param>
/// <param name="Topics">What to subscribe to; with a listener, everything is taken.</param>
/// <param name="Options">How to talk to the broker.</param>
internal sealed record MqttSource(string? Broker, IPEndPoint? Listen, IReadOnlyList<MqttTopic> Topics, MqttOptions Options)
{
    /// <exception cref="FormatException">The text is no address; the message says how to write it.</exception>
    public static string ParseBroker(string text)
    {
        if (text.StartsWith("mqtt://", StringComparison.Ordinal) || text.StartsWith("mqtts://", StringComparison.Ordinal))
        {
            return text;
        }

        return $"mqtt://{HostPort.Parse(text.Contains(':') ? text : text + ":1883")}";
    }

    public DStream<MqttMessage> Open(StreamingContext context)
    {
        if (Broker is not null)
        {
            return context.MqttMessageStream(Broker, Topics, Options);
        }

        return context.MqttMessageListener(Listen!.Port, new MqttListenerOptions
        {
            Address = Listen.Address,
            AllowAnonymousFromNetwork = true,
            OnListening = static bound => StderrLogger.WriteLine($"listening on {bound}"),
        });
    }
}
