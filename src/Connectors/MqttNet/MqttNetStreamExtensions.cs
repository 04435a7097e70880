using HotStream.MqttNet;
using MQTTnet;
using MQTTnet.Packets;

namespace HotStream;

/// <summary>Messages of clients of MQTTnet.</summary>
public static class MqttNetStreamExtensions
{
    /// <summary>
    /// The messages that a client of MQTTnet receives. The stream connects the client when the context starts, subscribes, and connects
    /// it again when the connection ends, with growing delays from <see cref="StreamingOptions.ReceiverRestartDelay"/> on. QoS 1 and 2
    /// messages are acknowledged when their batch is committed, in order: what was not acknowledged when the process ended, the broker
    /// sends again, if the options ask for a session that it keeps (a client id, no clean start, an expiry). Outputs see messages at least
    /// once. QoS 0 is at most once.
    /// <para>All messages that the client receives are of this stream; its other handlers must not acknowledge. It is disconnected when the
    /// context stops: what came later would be acknowledged by MQTTnet itself, and lost. MQTTnet queues what the network brings without a
    /// limit; with MQTT 5, <c>WithReceiveMaximum</c> limits how much of QoS 1 and 2 a broker sends before it is acknowledged.</para>
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="client">The client, yours to dispose of.</param>
    /// <param name="connect">How it is connected.</param>
    /// <param name="topics">What to subscribe to; none where the session has its subscriptions, or you subscribe yourself.</param>
    /// <exception cref="ArgumentException">Another stream has the client, or a filter is empty.</exception>
    public static DStream<MqttNetMessage> MqttNetStream(
        this StreamingContext context, IMqttClient client, MqttClientOptions connect, IReadOnlyList<MqttTopicFilter> topics)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Any(topic => string.IsNullOrEmpty(topic?.Topic)))
        {
            throw new ArgumentException("A topic filter is empty.", nameof(topics));
        }

        return context.ReceiverStream(new MqttNetReceiver(client, connect, topics));
    }
}
