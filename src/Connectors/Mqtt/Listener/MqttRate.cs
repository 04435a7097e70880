namespace HotStream.Mqtt;

/// <summary>
/// What one device may still send: messages and bytes a second, each with a burst of one second's worth after a silence. For each of the
/// two a time is kept at which all that was taken would be paid for; a message may be taken while that is at most a second ahead. (A
/// message of more than a second's bytes may be taken when nothing is owed.) One thread.
/// </summary>
/// <param name="messagesPerSecond">Null for any.</param>
/// <param name="bytesPerSecond">Null for any.</param>
/// <param name="time">The clock.</param>
internal sealed class MqttRate(int? messagesPerSecond, long? bytesPerSecond, TimeProvider time)
{
    private const long Second = 1_000_000_000; // times are in nanoseconds

    private readonly long _began = time.GetTimestamp();
    private readonly long _messageCost = messagesPerSecond is { } messages ? Second / messages : 0;
    private readonly double _byteCost = bytesPerSecond is { } bytes ? (double)Second / bytes : 0;
    private long _messagesPaid;
    private long _bytesPaid;

    /// <summary>The rate a device of such a listener is held to; null for none.</summary>
    public static MqttRate? Of(MqttListenerOptions options, TimeProvider time) =>
        options.MessagesPerSecondMax is null && options.BytesPerSecondMax is null ? null
        : new(options.MessagesPerSecondMax, options.BytesPerSecondMax, time);

    /// <summary>Takes a packet if that is allowed now; otherwise says how long to wait.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="pause">When it was not taken: until when it may be, if nothing else is taken before.</param>
    public bool TryTake(int bytes, out TimeSpan pause)
    {
        long now = time.GetElapsedTime(_began).Ticks * (Second / TimeSpan.TicksPerSecond);
        long messagesPaid = Math.Max(_messagesPaid, now) + _messageCost;
        long byteCost = (long)(_byteCost * bytes);
        long bytesPaid = Math.Max(_bytesPaid, now) + byteCost;
        long excess = Math.Max(messagesPaid, bytesPaid - Math.Max(0, byteCost - Second)) - (now + Second);
        if (excess > 0)
        {
            pause = new TimeSpan((excess + (Second / TimeSpan.TicksPerSecond) - 1) / (Second / TimeSpan.TicksPerSecond));
            return false;
        }

        _messagesPaid = messagesPaid;
        _bytesPaid = bytesPaid;
        pause = default;
        return true;
    }
}
