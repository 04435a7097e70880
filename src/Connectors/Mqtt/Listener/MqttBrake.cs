namespace HotStream.Mqtt;

/// <summary>
/// Slows one device down to its rate limit, if it has one: a message above it stays unread, and so does all behind it, until it may be
/// taken. Taken is everything once the connection or the listener ends, so that nothing is lost. One thread, but for <see cref="Release"/>.
/// </summary>
internal sealed class MqttBrake(IMqttListenerHost host, CancellationToken stop) : IDisposable
{
    private readonly MqttRate? _rate = MqttRate.Of(host.Options, host.TimeProvider);
    private ITimer? _timer;
    private TimeSpan _pause;
    private long _began;
    private volatile bool _isReleased;

    /// <summary>Whether received messages wait.</summary>
    public bool IsOn => _pause > TimeSpan.Zero;

    /// <summary>Whether a message of so many bytes may be taken now.</summary>
    public bool MayTake(int bytes) => _rate is null || MayTake(_rate, bytes);

    /// <summary>Calls when the message that was not taken may be.</summary>
    public void Begin(Action goOn)
    {
        _began = host.TimeProvider.GetTimestamp();
        _timer ??= host.TimeProvider.CreateTimer(static state => ((Action)state!)(), goOn, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(_pause.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks again. Returns whether the message may be taken now, or by <see cref="Release"/>.</summary>
    public bool TryEnd()
    {
        TimeSpan elapsed = host.TimeProvider.GetElapsedTime(_began);
        if (elapsed < _pause && !_isReleased && !stop.IsCancellationRequested)
        {
            return false;
        }

        _pause = default;
        MqttMetrics.Paused(host.Name, elapsed);
        return true;
    }

    /// <summary>The connection ends: waits no more. Any thread.</summary>
    public void Release() => _isReleased = true;

    public void Dispose() => _timer?.Dispose();

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
