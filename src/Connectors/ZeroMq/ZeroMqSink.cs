using System.Text;
using HotStream.ZeroMq;

namespace HotStream;

/// <summary>
/// Sends records over ZeroMQ, to subscribers (PUB) or to workers (PUSH), at most once. What it promises stands at
/// <see cref="ZeroMqSinkExtensions.PublishToZeroMq{T}(DStream{T}, string, RecordEncoder{T}, RecordEncoder{T}, ZeroMqPublishOptions?)"/> and
/// <see cref="ZeroMqSinkExtensions.PushToZeroMq{T}(DStream{T}, string, RecordEncoder{T}, ZeroMqPushOptions?)"/>. For streams these are
/// shorter; a sink is for <see cref="StreamingContext.WriteDeadLettersTo"/>.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class ZeroMqSink<T> : Sink<T>
{
    private readonly ZeroMqTarget<T> _target;
    private readonly ZeroMqHub _hub;

    /// <summary>Makes a sink of messages of one frame; nothing is opened yet.</summary>
    /// <param name="address"><c>tcp://HOST:PORT</c>, of a peer or of ours.</param>
    /// <param name="payload">Writes the frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and whether PUB or PUSH.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public ZeroMqSink(string address, RecordEncoder<T> payload, ZeroMqSendOptions options)
        : this(address, new ZeroMqTarget<T>(null, null, payload), options)
    {
    }

    /// <summary>Makes a sink of messages of two frames, of which the first is the same for all; nothing is opened yet.</summary>
    /// <param name="address"><c>tcp://HOST:PORT</c>, of a peer or of ours.</param>
    /// <param name="topic">The first frame.</param>
    /// <param name="payload">Writes the second frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and whether PUB or PUSH.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public ZeroMqSink(string address, string topic, RecordEncoder<T> payload, ZeroMqSendOptions options)
        : this(address, new ZeroMqTarget<T>(null, Encoding.UTF8.GetBytes(topic ?? throw new ArgumentNullException(nameof(topic))), payload),
            options)
    {
    }

    /// <summary>Makes a sink of messages of two frames, both written; nothing is opened yet.</summary>
    /// <param name="address"><c>tcp://HOST:PORT</c>, of a peer or of ours.</param>
    /// <param name="topic">Writes the first frame of a record, by whose beginning subscribers choose.</param>
    /// <param name="payload">Writes the second frame of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How, and whether PUB or PUSH.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public ZeroMqSink(string address, RecordEncoder<T> topic, RecordEncoder<T> payload, ZeroMqSendOptions options)
        : this(address, new ZeroMqTarget<T>(topic ?? throw new ArgumentNullException(nameof(topic)), null, payload), options)
    {
    }

    private ZeroMqSink(string address, ZeroMqTarget<T> target, ZeroMqSendOptions options)
        : base(NameOf(address, options))
    {
        ArgumentNullException.ThrowIfNull(target.Payload, "payload");
        _target = target;
        ZmtpRole role = options is ZeroMqPushOptions ? options.RoleOf("PUSH", "PULL") : options.RoleOf("PUB", "SUB", "XSUB");
        _hub = new ZeroMqHub(ZeroMqAddress.Parse(address, options.Bind), role, options, Name);
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        (_hub.Logger, _hub.Context) = (partition.Logger, partition.Context);
        return new ZeroMqSinkWriter<T>(_target, _hub, partition, Name);
    }

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time) => _hub.Start();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _hub.Dispose();
        base.Dispose(disposing);
    }

    private static string NameOf(string address, ZeroMqSendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"zeromq-{(options is ZeroMqPushOptions ? "push" : "pub")} {ZeroMqAddress.Parse(address, options.Bind)}";
    }
}
