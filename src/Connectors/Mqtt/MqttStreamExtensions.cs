using System.Net;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>Messages of MQTT devices and brokers.</summary>
public static class MqttStreamExtensions
{
    /// <summary>
    /// The payloads that MQTT devices (3.1, 3.1.1 and 5) publish straight to us, with no broker. Messages of one device keep their order
    /// within a partition. QoS 1 and 2 messages are acknowledged when their batch is committed, see
    /// <see cref="MqttListenerOptions.Acknowledge"/>; QoS 0 is at-most-once. QoS 2 is once, also over several connections of a session that
    /// was not begun anew (while this process lives and no batch fails); QoS 1 is at least once, as a device whose acknowledgement was lost
    /// sends again. A device that goes without saying good-bye leaves its will as a message. Devices may subscribe (QoS 0 and 1, wildcards,
    /// retained messages): they get what the program publishes by <see cref="MqttListenerOptions.Devices"/>,
    /// and what other devices publish.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">Where to listen, usually 1883; 0 takes a free port.</param>
    /// <param name="options">How; null for the defaults, which listen on this machine only.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let anybody in from the network and do not say so, or
    /// contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The <see cref="MqttListenerOptions.Devices"/> are those of another listener.</exception>
    public static DStream<Utf8Slice> MqttListener(this StreamingContext context, int port, MqttListenerOptions? options = null) =>
        context.ReceiverStream(Listen<Utf8Slice, MqttPayloadRecord>(context, port, options));

    /// <summary>As <see cref="MqttListener"/>, the whole message: topic, payload, QoS, flags and properties.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">Where to listen, usually 1883; 0 takes a free port.</param>
    /// <param name="options">How; null for the defaults, which listen on this machine only.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let anybody in from the network and do not say so, or
    /// contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The <see cref="MqttListenerOptions.Devices"/> are those of another listener.</exception>
    public static DStream<MqttMessage> MqttMessageListener(this StreamingContext context, int port, MqttListenerOptions? options = null) =>
        context.ReceiverStream(Listen<MqttMessage, MqttMessageRecord>(context, port, options));

    /// <summary>
    /// The payloads a broker sends us: connects to it (MQTT 5 unless <see cref="MqttConnectionOptions.Version"/> says otherwise),
    /// subscribes, and connects again when the connection ends, with growing, slightly random delays from
    /// <see cref="StreamingOptions.ReceiverRestartDelay"/> on. With a <see cref="MqttOptions.ClientId"/> the broker keeps what comes while
    /// we are gone. QoS 1 and 2 messages are acknowledged when their batch is committed, in order: nothing acknowledged is lost when the
    /// process dies, and what was not is sent again, so outputs see messages at least once. While one process lives and no batch fails, QoS
    /// 2 is once; QoS 1 is, unless an acknowledgement is lost with its connection.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">A topic or a filter, subscribed with QoS 1.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, the topic or the options cannot work.</exception>
    public static DStream<Utf8Slice> MqttStream(this StreamingContext context, string broker, string topic, MqttOptions? options = null) =>
        MqttStream(context, broker, [new MqttTopic(topic)], options);

    /// <summary>As <see cref="MqttStream(StreamingContext, string, string, MqttOptions?)"/>, with several subscriptions.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topics">What to subscribe to; a message that matches several may come once for each, as the broker does it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, a topic or the options cannot work.</exception>
    public static DStream<Utf8Slice> MqttStream(this StreamingContext context, string broker, IReadOnlyList<MqttTopic> topics,
        MqttOptions? options = null) =>
        context.ReceiverStream(Subscribe<Utf8Slice, MqttPayloadRecord>(context, broker, topics, options));

    /// <summary>
    /// As <see cref="MqttStream(StreamingContext, string, IReadOnlyList{MqttTopic}, MqttOptions?)"/>, the whole message: topic,
    /// payload, QoS, flags and properties.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topics">What to subscribe to.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, a topic or the options cannot work.</exception>
    public static DStream<MqttMessage> MqttMessageStream(this StreamingContext context, string broker, IReadOnlyList<MqttTopic> topics,
        MqttOptions? options = null) =>
        context.ReceiverStream(Subscribe<MqttMessage, MqttMessageRecord>(context, broker, topics, options));

    private static MqttReceiver<T, TRecord> Subscribe<T, TRecord>(StreamingContext context, string broker,
        IReadOnlyList<MqttTopic> topics, MqttOptions? options)
        where TRecord : struct, IMqttRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(topics);
        var address = MqttAddress.Parse(broker);
        options ??= new MqttOptions();
        MqttHello.Check(options, topics);
        return new MqttReceiver<T, TRecord>(address, options, topics);
    }

    private static MqttListenReceiver<T, TRecord> Listen<T, TRecord>(StreamingContext context, int port, MqttListenerOptions? options)
        where TRecord : struct, IMqttRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        options ??= new MqttListenerOptions();
        MqttEntry.Check(options);
        return new MqttListenReceiver<T, TRecord>(port, options, context.Options.TimeProvider);
    }
}
