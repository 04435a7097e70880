using System.Text;
using HotStream.Nats;

namespace HotStream;

/// <summary>
/// Publishes records to streams of JetStream; each partition has a connection. What it promises stands at
/// <see cref="NatsPublishExtensions.PublishToNats(DStream{Utf8Slice}, string, string, NatsPublishOptions?)"/>. For streams that is
/// shorter; a
/// sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class NatsSink<T> : Sink<T>
{
    private readonly NatsTarget<T> _target;

    /// <summary>Makes a sink of messages with one subject; nothing is connected yet.</summary>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS.</param>
    /// <param name="subject">The subject of all messages.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address or the subject cannot be.</exception>
    public NatsSink(string server, string subject, RecordEncoder<T> payload, NatsPublishOptions? options = null)
        : this(TargetOf(server, options, null,
            Encoding.UTF8.GetBytes(NatsLimits.CheckSubject(subject, mayBePattern: false, nameof(subject))), payload), subject)
    {
    }

    /// <summary>Makes a sink of messages whose subjects are written; nothing is connected yet.</summary>
    /// <param name="server"><c>nats://HOST:4222</c>, or <c>tls://HOST:4222</c> for TLS.</param>
    /// <param name="subject">Writes the subject of a record, in UTF-8.</param>
    /// <param name="payload">Writes the payload of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be.</exception>
    public NatsSink(string server, RecordEncoder<T> subject, RecordEncoder<T> payload, NatsPublishOptions? options = null)
        : this(TargetOf(server, options, subject ?? throw new ArgumentNullException(nameof(subject)), [], payload), "subjects of records")
    {
    }

    private NatsSink(NatsTarget<T> target, string where)
        : base($"nats {target.Address}/{PlainText.Of(where)}") => _target = target;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new NatsSinkWriter<T>(_target, partition, Name);

    private static NatsTarget<T> TargetOf(string server, NatsPublishOptions? options, RecordEncoder<T>? subject, byte[] fixedSubject,
        RecordEncoder<T> payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new NatsTarget<T>(NatsAddress.Parse(server), options ?? new NatsPublishOptions(), subject, fixedSubject, payload);
    }
}
