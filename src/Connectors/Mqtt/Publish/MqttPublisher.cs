using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace HotStream.Mqtt;

/// <summary>
/// Keeps one partition connected while there is something to publish: connects when the first message comes, and again when a connection
/// breaks with messages not done. An idle connection that breaks is left alone until there is work.
/// </summary>
internal sealed class MqttPublisher : IDisposable
{
    private static readonly TimeSpan s_goodByeTime = TimeSpan.FromSeconds(2);

    private readonly MqttAddress _address;
    private readonly MqttPublishOptions _options;
    private readonly MqttOutbox _outbox;
    private readonly SinkPartition _partition;
    private readonly string _sink;
    private readonly string _clientId;
    private readonly Backoff _backoff;
    private readonly MqttPostponement _postponement;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly Task _running;
    private volatile MqttPublishSession? _session;

    public MqttPublisher(MqttAddress address, MqttPublishOptions options, MqttOutbox outbox, SinkPartition partition, string sink)
    {
        _address = address;
        _options = options;
        _outbox = outbox;
        _partition = partition;
        _sink = sink;
        _clientId = options.ClientId is { } name ? $"{name}-{partition.Index}" : $"hotstream-{Guid.NewGuid():N}"[..22];
        _backoff = new Backoff(options.RetryFor, partition.TimeProvider);
        _postponement = new MqttPostponement(outbox, _backoff, partition.TimeProvider, partition.Logger, sink);
        _stopping = partition.Stopping.UnsafeRegister(_ =>
            outbox.Fail(new OperationCanceledException($"{sink} was stopped.", partition.Stopping)), null);
        _running = RunAsync();
    }

    /// <summary>Forgets what is under way.</summary>
    public void Abort()
    {
        _session?.End();
        _postponement.Dispose();
        _backoff.Progress();
        _outbox.Clear();
        _outbox.Signal();
    }

    /// <summary>Says good-bye to the broker.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _closing.Cancel();
        _session?.Leave();
        _outbox.Signal();
        if (!_running.Wait(s_goodByeTime))
        {
            _session?.End();
        }

        _postponement.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            if (!_outbox.HasWork)
            {
                await _outbox.NewsAsync().ConfigureAwait(false);
                continue;
            }

            (Exception? failure, bool wasGreeted) = await ConverseAsync().ConfigureAwait(false);
            _outbox.Disconnected(byBroker: wasGreeted && failure is MqttConnectionException or IOException);
            _outbox.Settle();
            if (failure is not null && _outbox.HasWork)
            {
                await WaitOrGiveUpAsync(failure).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// One connection, from its beginning to its end. Returns why it ended, unless we wanted it to, and whether the broker had greeted us.
    /// </summary>
    private async Task<(Exception? Failure, bool WasGreeted)> ConverseAsync()
    {
        bool wasGreeted = false;
        using var session =
            new MqttPublishSession(_outbox, _options, _postponement, _backoff, _partition.TimeProvider, _address.ToString());
        try
        {
            await session.OpenAsync(_address, _clientId, _closing.Token).ConfigureAwait(false);
            MqttLog.Connected(_partition.Logger, _sink, _clientId);
            _session = session;
            wasGreeted = true;
            if (_closing.IsCancellationRequested)
            {
                session.Leave();
            }

            await session.RunAsync().ConfigureAwait(false);
            return (null, wasGreeted);
        }
        catch (Exception failure)
        {
            return (session.WasEnded ? null : failure, wasGreeted);
        }
        finally
        {
            _session = null;
        }
    }

    private async Task WaitOrGiveUpAsync(Exception failure)
    {
        bool mayPass = failure is not (MqttRefusedException or AuthenticationException);
        if (!mayPass || !_backoff.TryAgain(out TimeSpan delay))
        {
            _backoff.Progress();
            string tried = mayPass ? $" This was tried again for {PlainText.Of(_options.RetryFor)} (MqttPublishOptions.RetryFor); see "
                + "that the broker runs and can be reached." : "";
            _outbox.Fail(new IOException($"Messages could not be published to {_address}: {failure.Message}.{tried}", failure));
            return;
        }

        MqttLog.Reconnecting(_partition.Logger, _sink, delay.TotalMilliseconds, failure.Message, failure);
        await Task.Delay(delay, _partition.TimeProvider, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
