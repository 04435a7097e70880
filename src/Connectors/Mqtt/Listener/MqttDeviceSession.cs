namespace HotStream.Mqtt;

/// <summary>
/// What a listener knows of a device over all its connections: the way of its messages into the engine, which keeps their order; what is to
/// be acknowledged; what it is to be sent. Owner, heir and the times are the sessions', under their lock; the rest is of
/// whoever has <see cref="Writing"/>.
/// </summary>
internal sealed class MqttDeviceSession<T, TRecord>(string clientId, string owner, MqttPostOffice office,
    Func<SlabWriter<T>?, SlabWriter<T>> createWriter)
    where TRecord : struct, IMqttRecord<T>
{
    private SlabWriter<T>? _writer;

    public string ClientId => clientId;

    /// <summary>User and certificate it belongs to.</summary>
    public string Identity => owner;

    /// <summary>Held by who uses the writer: the thread that serves the device, or the one that looks after it.</summary>
    public Lock Writing { get; } = new();

    public MqttAcks Acks { get; } = new(knowsQos1: false);

    public MqttMailbox Mailbox { get; } = new(office, clientId);

    /// <summary>The connection.</summary>
    public MqttDevice<T, TRecord>? Owner { get; set; }

    /// <summary>The connection that waits for the one before to end.</summary>
    public MqttDevice<T, TRecord>? Heir { get; set; }

    /// <summary>Its place among those that are away.</summary>
    public LinkedListNode<MqttDeviceSession<T, TRecord>>? Away { get; set; }

    /// <summary>Whether it holds nothing of an earlier connection.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>How long it is kept while the device is away.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When it is forgotten, in milliseconds of the system's tick count.</summary>
    public long ForgottenAt { get; set; }

    /// <summary>When it was last reported that two connections have its name.</summary>
    public long ReportedAt { get; set; } = long.MinValue;

    /// <summary>A will that is not due yet, and when it is.</summary>
    public (MqttWill Will, MqttDoor Door, long At)? LateWill { get; set; }

    /// <summary>Whether a batch failed that holds a message of it.</summary>
    public bool HasFailed => Volatile.Read(ref _writer) is { HasFailed: true };

    /// <summary>Whether it takes memory that <see cref="Rest"/> may give back. Any thread.</summary>
    public bool IsAwake { get; private set; }

    /// <summary>Number of the next message, for people.</summary>
    public long Next => (_writer?.Stored ?? 0) + 1;

    /// <summary>The way into the engine, made anew when a batch failed.</summary>
    public SlabWriter<T> Open()
    {
        ReplaceFailedWriter();
        IsAwake = true;
        return _writer ??= createWriter(null);
    }

    /// <summary>Gives back what takes memory while no message is under way. Cheap.</summary>
    public void Rest()
    {
        ReplaceFailedWriter();
        _writer?.Rest();
        IsAwake = _writer is { } writer && writer.Committed < writer.Stored;
    }

    /// <summary>After a failed batch, what was not committed must be sent again, and goes behind what came before.</summary>
    private void ReplaceFailedWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            Acks.ForgetAfter(failed.Committed);
            failed.Dispose();
            _writer = createWriter(failed);
        }
    }

    /// <summary>The receiver stops: what was handed over is still committed and acknowledged.</summary>
    public void EndWriting() => _writer?.Dispose();

    /// <summary>Adds a message that did not come in a PUBLISH.</summary>
    public void Store(MqttWill will)
    {
        SlabWriter<T> writer = Open();
        writer.GetBuffer(1 + will.Topic.Length + will.Payload.Length + will.Properties.Length); // room for all of them in one slab
        writer.Add(TRecord.Make(writer.Copy(will.Topic), writer.Copy(will.Payload), writer.Copy(will.Properties), will.Qos,
            will.Retain, duplicate: false));
        writer.Publish();
    }
}
