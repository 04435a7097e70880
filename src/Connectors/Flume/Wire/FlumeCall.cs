namespace HotStream.Flume;

/// <summary>
/// A request of Avro RPC, read: the handshake with which the first of a connection begins, the name of the message, the events in it as
/// places in the request's bytes. Holds nothing of them; used again for the next request.
/// </summary>
internal sealed class FlumeCall
{
    private readonly List<FlumeEventPlace> _events = [];
    private bool _choiceFailed;

    /// <summary>The client's name of its protocol; where the request has a handshake.</summary>
    public (int Start, int Length) ClientHash { get; private set; }

    /// <summary>The text of its protocol; empty where it says only its name.</summary>
    public (int Start, int Length) ClientProtocol { get; private set; }

    /// <summary>The name that it thinks our protocol has.</summary>
    public (int Start, int Length) ServerHash { get; private set; }

    /// <summary>Where the request behind the handshake begins.</summary>
    public int HandshakeEnd { get; private set; }

    /// <summary>The name of the message; empty to ask whether we are there.</summary>
    public (int Start, int Length) Message { get; private set; }

    public IReadOnlyList<FlumeEventPlace> Events => _events;

    /// <summary>Reads a handshake.</summary>
    /// <returns>False when it is none.</returns>
    public bool ReadHandshake(ReadOnlySpan<byte> request)
    {
        var reader = new AvroReader(request);
        _choiceFailed = false;
        reader.Fixed(FlumeProtocol.HashLength);
        ClientHash = (0, FlumeProtocol.HashLength);
        bool hasProtocol = ReadChoice(ref reader);
        int length = hasProtocol ? reader.Bytes().Length : 0;
        ClientProtocol = (reader.Position - length, length);
        reader.Fixed(FlumeProtocol.HashLength);
        ServerHash = (reader.Position - FlumeProtocol.HashLength, FlumeProtocol.HashLength);
        if (ReadChoice(ref reader))
        {
            reader.SkipMap();
        }

        HandshakeEnd = reader.Position;
        return !reader.HasFailed && !_choiceFailed;
    }

    /// <summary>Reads what follows a handshake, or stands alone: metadata, name, and the events of the messages we know.</summary>
    /// <param name="request">The whole request.</param>
    /// <param name="start">Where it begins in it.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Read(ReadOnlySpan<byte> request, int start)
    {
        _events.Clear();
        var reader = new AvroReader(request[start..]);
        reader.SkipMap();
        int length = reader.Bytes().Length;
        Message = (start + reader.Position - length, length);
        if (reader.HasFailed)
        {
            return "the call is cut off";
        }

        ReadOnlySpan<byte> name = request.Slice(Message.Start, length);
        if (name.IsEmpty)
        {
            return null;
        }

        if (name.SequenceEqual("append"u8))
        {
            FlumeEventPlace.Read(ref reader, start, _events);
        }
        else if (name.SequenceEqual("appendBatch"u8))
        {
            FlumeEventPlace.ReadList(ref reader, start, _events);
        }
        else
        {
            return $"there is no message {PlainText.Of(name, 100)} here: append and appendBatch are";
        }

        return reader.HasFailed ? "an event is cut off"
            : reader.IsAtEnd ? null : "bytes follow the last event";
    }

    /// <summary>A union of nothing and something: whether it is something.</summary>
    private bool ReadChoice(ref AvroReader reader)
    {
        long choice = reader.Long();
        _choiceFailed |= choice is not (0 or 1);
        return choice == 1;
    }
}
