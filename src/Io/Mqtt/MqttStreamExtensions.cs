using System.Net;
using HotStream.Io;

namespace HotStream;

/// <summary>Messages of MQTT devices and brokers.</summary>
public static class MqttStreamExtensions
{
    /// <summary>
    /// The payloads that MQTT devices (3.1.1 and 5) publish straight to us, with no broker: CONNECT, PUBLISH of QoS 0 to 2, PING and DISCONNECT are served,
    /// subscriptions are refused. Messages of one device keep their order within a partition. QoS 1 and 2 messages are acknowledged when their batch is committed, see
    /// <see cref="MqttListenerOptions.Acknowledge"/>; QoS 0 is at-most-once. A device that goes without saying good-bye leaves its will as a message.
    /// No session outlives its connection: a device that reconnects sends again what was not acknowledged, so QoS 2 is exactly-once on one connection and
    /// at-least-once across two.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">Where to listen, usually 1883; 0 takes a free port.</param>
    /// <param name="options">How; null for the defaults, which listen on this machine only.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    public static DStream<Utf8Slice> MqttListener(this StreamingContext context, int port, MqttListenerOptions? options = null) =>
        context.ReceiverStream(Listen<Utf8Slice, MqttPayloadRecord>(context, port, options));

    /// <summary>As <see cref="MqttListener"/>, the whole message: topic, payload, QoS, flags and properties.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">Where to listen, usually 1883; 0 takes a free port.</param>
    /// <param name="options">How; null for the defaults, which listen on this machine only.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    public static DStream<MqttMessage> MqttMessageListener(this StreamingContext context, int port, MqttListenerOptions? options = null) =>
        context.ReceiverStream(Listen<MqttMessage, MqttMessageRecord>(context, port, options));

    private static MqttListenReceiver<T, TRecord> Listen<T, TRecord>(StreamingContext context, int port, MqttListenerOptions? options)
        where TRecord : struct, IMqttRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return new MqttListenReceiver<T, TRecord>(port, options ?? new MqttListenerOptions());
    }
}
