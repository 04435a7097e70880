using HotStream.Flume;

namespace HotStream;

/// <summary>An event of Flume. Its texts live as long as its batch.</summary>
public readonly struct FlumeEvent : IPayloadRecord<FlumeEvent>
{
    internal FlumeEvent(Utf8Slice headers, Utf8Slice body) => (Headers, Body) = (headers, body);

    /// <summary>What was sent; any bytes.</summary>
    public Utf8Slice Body { get; }

    /// <summary>A map in Avro's form.</summary>
    internal Utf8Slice Headers { get; }

    Utf8Slice IPayloadRecord<FlumeEvent>.Payload => Body;

    string IPayloadRecord<FlumeEvent>.Source => "";

    /// <summary>Finds a header; headers are looked through in their order, and nothing is allocated.</summary>
    /// <param name="name">Its name, in UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out Utf8Slice value)
    {
        value = default;
        if (Headers.IsEmpty)
        {
            return false;
        }

        var reader = new AvroReader(Headers.Bytes);
        for (long count = reader.Block(); count > 0 && !reader.HasFailed; count = reader.Block())
        {
            for (; count > 0 && !reader.HasFailed; count--)
            {
                bool isIt = reader.Bytes().SequenceEqual(name);
                int length = reader.Bytes().Length;
                if (isIt)
                {
                    value = Headers.Substring(reader.Position - length, length);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The body, as text that is fit to be shown.</summary>
    public override string ToString() => PlainText.Of(Body.Bytes);

    FlumeEvent IPayloadRecord<FlumeEvent>.WithPayload(Utf8Slice payload) => new(Headers, payload);
}
