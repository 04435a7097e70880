using HotStream.Flume;

namespace HotStream;

/// <summary>An event of Flume. Its texts live as long as its batch.</summary>
public readonly struct FlumeEvent : IPayloadRecord<FlumeEvent>
{
    private readonly Utf8Slice _headers; // a map in Avro's form

    internal FlumeEvent(Utf8Slice headers, Utf8Slice body) => (_headers, Body) = (headers, body);

    /// <summary>What was sent; any bytes.</summary>
    public Utf8Slice Body { get; }

    Utf8Slice IPayloadRecord<FlumeEvent>.Payload => Body;

    string IPayloadRecord<FlumeEvent>.Source => "";

    /// <summary>Finds a header; headers are looked through in their order, and nothing is allocated.</summary>
    /// <param name="name">Its name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out Utf8Slice value)
    {
        value = default;
        if (_headers.IsEmpty)
        {
            return false;
        }

        var reader = new AvroReader(_headers.Bytes);
        for (long count = reader.Block(); count > 0 && !reader.HasFailed; count = reader.Block())
        {
            for (; count > 0 && !reader.HasFailed; count--)
            {
                bool isIt = reader.Bytes().SequenceEqual(name);
                int length = reader.Bytes().Length;
                if (isIt)
                {
                    value = _headers.Substring(reader.Position - length, length);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The body, as text that is fit to be shown.</summary>
    public override string ToString() => PlainText.Of(Body.Bytes);

    FlumeEvent IPayloadRecord<FlumeEvent>.WithPayload(Utf8Slice payload) => new(_headers, payload);
}
