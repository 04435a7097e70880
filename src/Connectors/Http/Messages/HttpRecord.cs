namespace HotStream;

/// <summary>A record that was posted to us. Its texts live as long as its batch.</summary>
public readonly struct HttpRecord : IPayloadRecord<HttpRecord>
{
    /// <summary>A record; a received one is made by the stream.</summary>
    /// <param name="target">Where it was posted to.</param>
    /// <param name="id">Its id, or nothing.</param>
    /// <param name="payload">Its bytes.</param>
    public HttpRecord(Utf8Slice target, Utf8Slice id, Utf8Slice payload)
    {
        Target = target;
        Id = id;
        Payload = payload;
    }

    /// <summary>The path of the request, as <c>/plant/hall-1</c>; of a document of a bulk request, its index.</summary>
    public Utf8Slice Target { get; }

    /// <summary>The id that the action of a bulk request gave it; else empty.</summary>
    public Utf8Slice Id { get; }

    /// <summary>A line without its end, or a JSON document.</summary>
    public Utf8Slice Payload { get; }

    string IPayloadRecord<HttpRecord>.Source => Target.ToString();

    /// <summary>Target and payload, as text that is fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Target.Bytes)}: {PlainText.Of(Payload.Bytes)}";

    HttpRecord IPayloadRecord<HttpRecord>.WithPayload(Utf8Slice payload) => new(Target, Id, payload);
}
