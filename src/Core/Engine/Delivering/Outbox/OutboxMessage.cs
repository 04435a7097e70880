namespace HotStream;

/// <summary>
/// A message of an <see cref="OutboxWriter{T}"/> that is sent now. Its bytes stay as they are until it is answered, or its connection is
/// closed.
/// </summary>
public readonly struct OutboxMessage
{
    private readonly byte[] _bytes;
    private readonly int _keyLength;
    private readonly int _bodyLength;

    internal OutboxMessage(in OutboxSlot slot)
    {
        (_bytes, _keyLength, _bodyLength) = (slot.Bytes!, slot.KeyLength, slot.BodyLength);
        (Record, Number) = (slot.Record, slot.Number);
    }

    /// <summary>Its key, routing key, topic, subject: what the sink's first encoder wrote.</summary>
    public ReadOnlyMemory<byte> Key => _bytes.AsMemory(0, _keyLength);

    /// <summary>Its body.</summary>
    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(_keyLength, _bodyLength);

    /// <summary>Which record of its partition and batch it is, from 0: the same when its batch runs again.</summary>
    public long Record { get; }

    /// <summary>Its number on this connection: 1, 2, 3 and so on, in the order in which messages are sent.</summary>
    public ulong Number { get; }
}
