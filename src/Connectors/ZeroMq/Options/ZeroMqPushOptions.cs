namespace HotStream;

/// <summary>How a PUSH socket sends. Setters refuse what cannot work.</summary>
public sealed class ZeroMqPushOptions : ZeroMqSendOptions
{
    private TimeSpan _waitFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a batch waits for a peer that takes something, while none is connected or all are slow, before it fails. Default one
    /// minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan WaitFor
    {
        get => _waitFor;
        set => _waitFor = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(WaitFor), value, "The time is a millisecond to a day.");
    }
}
