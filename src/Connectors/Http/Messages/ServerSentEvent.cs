namespace HotStream;

/// <summary>An event that a server sent. Its texts live as long as its batch.</summary>
public readonly struct ServerSentEvent : IPayloadRecord<ServerSentEvent>
{
    /// <summary>An event; a received one is made by the stream.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">Its data.</param>
    public ServerSentEvent(Utf8Slice id, Utf8Slice type, Utf8Slice data)
    {
        Id = id;
        Type = type;
        Data = data;
    }

    /// <summary>Its id, or that of the last event before it that has one; empty where none has.</summary>
    public Utf8Slice Id { get; }

    /// <summary>What the server calls it; <c>message</c> where it says nothing.</summary>
    public Utf8Slice Type { get; }

    /// <summary>Its data: several lines are joined by newlines.</summary>
    public Utf8Slice Data { get; }

    Utf8Slice IPayloadRecord<ServerSentEvent>.Payload => Data;

    string IPayloadRecord<ServerSentEvent>.Source => Id.IsEmpty ? Type.ToString() : $"{Type} {Id}";

    /// <summary>Type and data, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Type.Bytes)}: {PlainText.Of(Data.Bytes)}";

    ServerSentEvent IPayloadRecord<ServerSentEvent>.WithPayload(Utf8Slice payload) => new(Id, Type, payload);
}
