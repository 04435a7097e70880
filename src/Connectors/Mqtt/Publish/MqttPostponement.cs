using Microsoft.Extensions.Logging;

namespace HotStream.Mqtt;

/// <summary>Sends again, after a while, what the broker refused for want of room. Thread-safe.</summary>
internal sealed class MqttPostponement(MqttOutbox outbox, Backoff backoff, TimeProvider time, ILogger logger, string sink) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Something was postponed.</summary>
    public void Begin(string reason)
    {
        lock (_gate)
        {
            if (_timer is not null)
            {
                return; // all that is postponed goes then
            }

            if (backoff.TryAgain(out TimeSpan delay))
            {
                MqttLog.SendingAgain(logger, sink, delay.TotalMilliseconds, reason);
                _timer = time.CreateTimer(_ => SendAgain(), null, delay, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        backoff.Progress();
        outbox.Fail(new IOException($"{sink} refused messages for as long as MqttPublishOptions.RetryFor allows: {reason}."));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void SendAgain()
    {
        Dispose();
        outbox.Resume();
        outbox.Signal();
    }
}
