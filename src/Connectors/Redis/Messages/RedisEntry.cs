namespace HotStream;

/// <summary>An entry of a Redis stream. Its payload lies where it was received and lives as long as its batch.</summary>
public readonly struct RedisEntry : IPayloadRecord<RedisEntry>
{
    /// <summary>An entry; a received one is made by the stream.</summary>
    /// <param name="milliseconds">The first part of its id.</param>
    /// <param name="number">The second part of its id.</param>
    /// <param name="payload">Its payload.</param>
    public RedisEntry(ulong milliseconds, ulong number, Utf8Slice payload)
    {
        Milliseconds = milliseconds;
        Number = number;
        Payload = payload;
    }

    /// <summary>The first part of its id: when it was appended, in milliseconds since 1970, where the server made the id.</summary>
    public ulong Milliseconds { get; }

    /// <summary>The second part of its id: which entry of that millisecond.</summary>
    public ulong Number { get; }

    /// <summary>The value of its field that is the payload; any bytes.</summary>
    public Utf8Slice Payload { get; }

    /// <summary>Its id, <c>1700000000000-0</c>.</summary>
    public string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Milliseconds}-{Number}");

    /// <summary>Id and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{Id}: {PlainText.Of(Payload.Bytes)}";

    string IPayloadRecord<RedisEntry>.Source => Id;

    RedisEntry IPayloadRecord<RedisEntry>.WithPayload(Utf8Slice payload) => new(Milliseconds, Number, payload);
}
