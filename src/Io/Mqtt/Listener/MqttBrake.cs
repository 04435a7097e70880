namespace HotStream.Io;

/// <summary>
/// Slows one device down to its rate limit, if it has one: a message above it stays unread, and so does all behind it, until it may be taken. Taken is everything
/// once the connection or the listener ends, so that nothing is lost. One thread, but for <see cref="Release"/>.
/// </summary>
internal sealed class MqttBrake(IMqttListenerHost host, CancellationToken stop)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(100); // then it looks whether it was released

    private readonly MqttRate? _rate = MqttRate.Of(host.Options, host.TimeProvider);
    private TimeSpan _pause;
    private volatile bool _isReleased;

    /// <summary>Whether received messages wait.</summary>
    public bool IsOn => _pause > TimeSpan.Zero;

    /// <summary>Whether a message of so many bytes may be taken now.</summary>
    public bool MayTake(int bytes) => _rate is null || MayTake(_rate, bytes);

    /// <summary>Waits until the message that was not taken may be.</summary>
    public void Wait()
    {
        long began = host.TimeProvider.GetTimestamp();
        while (!_isReleased && !stop.IsCancellationRequested && _pause - host.TimeProvider.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            TimeSpan wait = TimeSpan.FromMilliseconds(Math.Ceiling((rest < s_longestWait ? rest : s_longestWait).TotalMilliseconds));
            Task.WaitAny(Task.Delay(wait, host.TimeProvider, stop)); // does not throw when the delay is cancelled
        }

        _pause = default;
        MqttMetrics.Paused(host.Name, host.TimeProvider.GetElapsedTime(began));
    }

    /// <summary>The connection ends: waits no more. Any thread.</summary>
    public void Release() => _isReleased = true;

    private bool MayTake(MqttRate rate, int bytes)
    {
        bool mayTake = rate.TryTake(bytes, out _pause);
        if (!mayTake && (_isReleased || stop.IsCancellationRequested))
        {
            _pause = default;
            return true;
        }

        return mayTake;
    }
}
