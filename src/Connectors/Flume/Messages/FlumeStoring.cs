namespace HotStream.Flume;

/// <summary>Puts events of a message into the engine: headers and body are copied into a slab, nothing is made for an event.</summary>
internal static class FlumeStoring<T, TForm>
    where TForm : struct, IFlumeForm<T>
{
    private const int LeastBytes = 64;

    /// <summary>Bytes of an event, as they are limited.</summary>
    public static long LengthOf(in FlumeEventPlace place) => (long)place.BodyLength + place.HeadersLength;

    /// <summary>Adds an event, or gives it back as a dead letter.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="message">What it came in.</param>
    /// <param name="place">Where in that it is.</param>
    /// <param name="bytesMax">Largest event.</param>
    /// <param name="option">The user's option that says so: <c>FlumeListenerOptions.EventBytesMax</c>.</param>
    /// <param name="letter">Takes an event that is larger: why, and its body.</param>
    public static void Store(SlabWriter<T> writer, ReadOnlySpan<byte> message, in FlumeEventPlace place, int bytesMax, string option,
        Action<string, byte[]> letter)
    {
        ReadOnlySpan<byte> body = message.Slice(place.BodyStart, place.BodyLength);
        ReadOnlySpan<byte> headers = TForm.IsWhole ? message.Slice(place.HeadersStart, place.HeadersLength) : default;
        if (LengthOf(place) > bytesMax)
        {
            letter($"an event of {LengthOf(place)} bytes is larger than the maximum of {bytesMax}; "
                + $"raise {option} or correct the sender", body.ToArray());
            return;
        }

        int length = body.Length + headers.Length;
        Span<byte> buffer = writer.GetBuffer(Math.Max(length, LeastBytes));
        body.CopyTo(buffer);
        headers.CopyTo(buffer[body.Length..]);
        writer.Advance(length);
        writer.Add(TForm.Make(writer.Slice(body.Length, headers.Length), writer.Slice(0, body.Length)), isAcknowledged: true);
        writer.Consume(length);
    }
}
