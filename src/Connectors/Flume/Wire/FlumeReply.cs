namespace HotStream.Flume;

/// <summary>Answers of a server of Avro RPC, read as far as they are the same for all messages.</summary>
internal static class FlumeReply
{
    private const int None = 2; // of a handshake: the server has not our protocol

    /// <summary>Reads an answer up to what its message says.</summary>
    /// <param name="answer">The whole answer.</param>
    /// <param name="greeted">The protocol, when this is the answer to a handshake.</param>
    /// <returns>Where what the message says begins.</returns>
    /// <exception cref="FlumeException">The call was refused, or this is no answer; the message says why.</exception>
    public static int Read(ReadOnlySpan<byte> answer, FlumeService? greeted)
    {
        var reader = new AvroReader(answer);
        if (greeted is not null)
        {
            Greet(ref reader, greeted);
        }

        reader.SkipMap();
        bool isError = reader.Fixed(1) is [not 0];
        if (reader.HasFailed)
        {
            throw new FlumeException("it answers what is no answer of Avro RPC");
        }

        if (isError)
        {
            reader.Long(); // which kind of error; a text is the only one
            throw new FlumeException($"it refuses the call: {PlainText.Of(reader.Bytes(), 500)}");
        }

        return reader.Position;
    }

    private static void Greet(ref AvroReader reader, FlumeService service)
    {
        long match = reader.Long();
        ReadOnlySpan<byte> text = reader.Long() == 1 ? reader.Bytes() : default;
        if (reader.Long() == 1)
        {
            reader.Fixed(FlumeProtocol.HashLength);
        }

        if (reader.Long() == 1)
        {
            reader.SkipMap();
        }

        if (reader.HasFailed || match is < 0 or > None)
        {
            throw new FlumeException("it answers what is no handshake of Avro RPC: is compression or TLS on at one side only?");
        }

        if (service.FindProblem(text) is { } problem)
        {
            throw new FlumeException(problem);
        }

        if (match == None)
        {
            throw new FlumeException("it does not take our protocol, though it was shown it");
        }
    }
}
