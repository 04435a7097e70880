namespace HotStream.Mqtt;

/// <summary>What all mailboxes of a listener share: how much may wait, and where is reported what gave way. Thread-safe.</summary>
internal sealed class MqttPostOffice(MqttListenerOptions options, Action<string> report)
{
    private const long QuietMilliseconds = 10_000;

    private long _bytes;
    private long _dropped;
    private long _lastReported = -QuietMilliseconds;

    /// <summary>Most messages that wait for one device.</summary>
    public int MessagesMax => options.QueuedMessagesMax;

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts bytes in, if there is room.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= options.QueuedBytesMax)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Counts bytes out.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>A message gave way: says so, at most every ten seconds.</summary>
    public void Drop(string clientId)
    {
        long dropped = Interlocked.Increment(ref _dropped);
        long lastReported = Interlocked.Read(ref _lastReported);
        long now = Environment.TickCount64;
        if (now - lastReported >= QuietMilliseconds && Interlocked.CompareExchange(ref _lastReported, now, lastReported) == lastReported)
        {
            report($"{dropped} messages for devices gave way to newer ones so far, the last one for {PlainText.Of(clientId)}: it does not "
                + "take them as fast as they are published, or is away "
                + "(MqttListenerOptions.QueuedMessagesMax, QueuedBytesMax).");
        }
    }
}
