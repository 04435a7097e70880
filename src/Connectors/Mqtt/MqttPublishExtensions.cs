using System.Buffers;
using System.Text;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>Publishing streams to an MQTT broker.</summary>
public static class MqttPublishExtensions
{
    /// <summary>
    /// Publishes every text to one topic. Each partition has a connection; messages of a partition keep their order on it. With QoS 1 (the
    /// default) a batch is done when the broker has acknowledged all its messages; when a connection breaks it is made again, and what was
    /// not acknowledged is sent again, marked as a duplicate: at least once. With QoS 0 a batch is done when its messages are handed to the
    /// network. A message that the broker refuses for its own sake (MQTT 5), that is larger than it takes, or on which it ends the
    /// connection again and again is a dead letter. A broker that stays away, has no room, or does not let us publish fails the batch after
    /// <see cref="MqttPublishOptions.RetryFor"/>.
    /// </summary>
    /// <param name="stream">What to publish; any bytes.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">A topic name, without wildcards.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, the topic or the options cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToMqtt(this DStream<Utf8Slice> stream, string broker, string topic, MqttPublishOptions? options = null) =>
        stream.PublishToMqtt(broker, topic, RecordEncoders.Text<Utf8Slice>(), options);

    /// <summary>
    /// As <see cref="PublishToMqtt(DStream{Utf8Slice}, string, string, MqttPublishOptions?)"/>, with payloads that an
    /// encoder writes, for example JSON.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">A topic name, without wildcards.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address, the topic or the options cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToMqtt<T>(this DStream<T> stream, string broker, string topic, RecordEncoder<T> payload,
        MqttPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        byte[] name = Encoding.UTF8.GetBytes(topic);
        if (MqttSentText.FindProblem(name) is { } problem)
        {
            throw new ArgumentException($"'{PlainText.Of(topic)}' is no topic name to publish to: {problem}.", nameof(topic));
        }

        stream.WriteTo(new MqttSink<T>(MqttAddress.Parse(broker), $"/{topic}", options ?? new MqttPublishOptions(), null, name, payload));
    }

    /// <summary>
    /// As <see cref="PublishToMqtt(DStream{Utf8Slice}, string, string, MqttPublishOptions?)"/>, with topics and payloads that the records
    /// hold. A record whose topic cannot be published to is a dead letter.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">The topic of a record.</param>
    /// <param name="payload">The payload of a record.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToMqtt<T>(this DStream<T> stream, string broker, Func<T, Utf8Slice> topic, Func<T, Utf8Slice> payload,
        MqttPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(payload);
        stream.PublishToMqtt(broker, RecordEncoders.Slice(topic), RecordEncoders.Slice(payload), options);
    }

    /// <summary>
    /// As <see cref="PublishToMqtt{T}(DStream{T}, string, Func{T, Utf8Slice}, Func{T, Utf8Slice}, MqttPublishOptions?)"/>, with topics and
    /// payloads that are written: for results, which are numbers and pairs. Called for each record, by one
    /// thread at a time for each partition.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">Writes the topic of a record, in UTF-8.</param>
    /// <param name="payload">Writes the payload of a record.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToMqtt<T>(
        this DStream<T> stream, string broker, Action<T, IBufferWriter<byte>> topic, Action<T, IBufferWriter<byte>> payload,
        MqttPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(payload);
        stream.PublishToMqtt(broker, RecordEncoders.Bytes(topic), RecordEncoders.Bytes(payload), options);
    }

    /// <summary>
    /// As <see cref="PublishToMqtt{T}(DStream{T}, string, Func{T, Utf8Slice}, Func{T, Utf8Slice}, MqttPublishOptions?)"/>, with topics and
    /// payloads that encoders write.
    /// </summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to publish.</param>
    /// <param name="broker"><c>mqtt://HOST:1883</c>, or <c>mqtts://HOST:8883</c> for TLS.</param>
    /// <param name="topic">Writes the topic of a record, in UTF-8.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the options cannot work.</exception>
    /// <exception cref="InvalidOperationException">The context was started.</exception>
    public static void PublishToMqtt<T>(this DStream<T> stream, string broker, RecordEncoder<T> topic, RecordEncoder<T> payload,
        MqttPublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new MqttSink<T>(broker, topic, payload, options));
    }
}
