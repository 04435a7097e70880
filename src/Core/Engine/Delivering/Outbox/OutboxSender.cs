using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Keeps one partition connected while there is something to send: connects when the first message comes, and again when a connection
/// breaks with messages not done. An idle connection that breaks is left alone until there is work.
/// </summary>
internal sealed class OutboxSender : IDisposable
{
    private const int Portion = 64;

    private static readonly TimeSpan s_goodByeTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(1);

    private readonly OutboxSettings _settings;
    private readonly Outbox _outbox;
    private readonly Func<CancellationToken, Task<OutboxConnection>> _connect;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly OutboxMessage[] _portion = new OutboxMessage[Portion];
    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private volatile CancellationTokenSource? _conversing;
    private long _settled; // messages, when there was progress last
    private string? _failure; // why the last connection failed, if there was no progress since
    private string? _before;  // and the last before it that failed for another reason

    public OutboxSender(OutboxSettings settings, Outbox outbox, SinkPartition partition,
        Func<CancellationToken, Task<OutboxConnection>> connect)
    {
        (_settings, _outbox, _connect, _logger) = (settings, outbox, connect, partition.Logger);
        _time = settings.TimeProvider ?? partition.TimeProvider;
        _backoff = new Backoff(settings.RetryFor, _time);
    }

    public void Start() => _running = RunAsync();

    /// <summary>Forgets what is under way.</summary>
    public void Abort()
    {
        _outbox.Clear();
        Progress();
        EndConversation();
        _outbox.Signal();
    }

    /// <summary>Says good-bye to the server.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _outbox.Signal();
        if (_running.Wait(s_goodByeTime))
        {
            _closing.Dispose();
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (_outbox.HasWork)
                {
                    await ConverseAsync().ConfigureAwait(false);
                }
                else
                {
                    await _outbox.NewsAsync().ConfigureAwait(false); // closing signals
                }
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                // asked to end
            }
            catch (Exception failure) when (!_outbox.HasWork)
            {
                OutboxLog.Reconnecting(_logger, _settings.Sink, 0, failure.Message, failure);
            }
            catch (Exception failure)
            {
                await WaitOrGiveUpAsync(failure).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One connection, from its beginning to its end.</summary>
    private async Task ConverseAsync()
    {
        using var conversing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        _conversing = conversing;
        OutboxConnection? connection = null;
        try
        {
            connection = await _connect(conversing.Token).ConfigureAwait(false);
            connection.Attach(_outbox);
            OutboxLog.Connected(_logger, _settings.Sink);
            await SendUntilEndAsync(connection, conversing).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (conversing.IsCancellationRequested)
        {
            // asked to end, or the batch was given up
        }
        finally
        {
            _conversing = null;
            NoteProgress();
            if (connection is not null)
            {
                _outbox.Disconnected(connection);
                await connection.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends what comes; throws why the connection has ended.</summary>
    private async Task SendUntilEndAsync(OutboxConnection connection, CancellationTokenSource conversing)
    {
        bool wasSilent = false;
        using CancellationTokenRegistration signalling =
            conversing.Token.UnsafeRegister(static outbox => ((Outbox)outbox!).Signal(), _outbox);
        using ITimer watch = Watch(() =>
        {
            wasSilent = true;
            conversing.Cancel();
        });
        try
        {
            while (!connection.Ended.IsCompleted)
            {
                await SendAsync(connection, conversing.Token).ConfigureAwait(false);
                await _outbox.NewsAsync().ConfigureAwait(false);
                conversing.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (wasSilent && !_closing.IsCancellationRequested)
        {
            throw new IOException(
                $"{_settings.Sink} has confirmed nothing for {PlainText.Of(_settings.RetryFor)}; {_settings.WhenSilent}.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException && connection.Ended.IsCompleted)
        {
            // its reason is the better one
        }

        Exception why = await connection.Ended.ConfigureAwait(false);
        throw new IOException($"{_settings.Sink}: {why.Message.TrimEnd('.')}.", why);
    }

    private async Task SendAsync(OutboxConnection connection, CancellationToken stop)
    {
        NoteProgress();
        if (_outbox.Postponed is > 0 and var postponed)
        {
            if (!_backoff.TryAgain(out TimeSpan delay))
            {
                throw new IOException($"{_settings.Sink} did not take {postponed} messages: "
                    + (connection.PostponedFor ?? _settings.WhenPostponed));
            }

            OutboxLog.SendingAgain(_logger, _settings.Sink, delay.TotalMilliseconds, postponed);
            await Task.Delay(delay, _time, stop).ConfigureAwait(false);
            _outbox.SendPostponedAgain();
        }

        for (int count; (count = _outbox.TakeNext(connection, _portion)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                await connection.SendAsync(_portion[i], stop).ConfigureAwait(false);
            }
        }
    }

    private void NoteProgress()
    {
        if (_outbox.Settled != _settled)
        {
            _settled = _outbox.Settled;
            Progress();
        }
    }

    private void Progress()
    {
        _backoff.Progress();
        (_failure, _before) = (null, null);
    }

    /// <summary>Looks now and then whether the server answers at all.</summary>
    private ITimer Watch(Action isSilent)
    {
        TimeSpan patience = _settings.RetryFor > s_leastPatience ? _settings.RetryFor : s_leastPatience;
        (long answered, bool wasOwed) = (-1, false);
        return _time.CreateTimer(
            _ =>
            {
                bool isOwed = _outbox.IsOwed;
                if (isOwed && wasOwed && _outbox.Settled == answered)
                {
                    isSilent();
                }

                (answered, wasOwed) = (_outbox.Settled, isOwed);
            },
            null, patience, patience);
    }

    private void EndConversation()
    {
        try
        {
            _conversing?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has just ended
        }
    }

    private async Task WaitOrGiveUpAsync(Exception failure)
    {
        string why = failure.Message.TrimEnd('.');
        (_failure, _before) = (why, why == _failure ? _before : _failure);
        if (!_backoff.TryAgain(out TimeSpan delay))
        {
            string before = _before is null ? "" : $" Before that: {_before}.";
            Progress();
            _outbox.Fail(new IOException(
                $"Messages could not be published: {why}.{before} This was tried again for {PlainText.Of(_settings.RetryFor)} "
                + $"({_settings.RetryForOption}); see that the server runs and can be reached.",
                failure));
            return;
        }

        OutboxLog.Reconnecting(_logger, _settings.Sink, delay.TotalMilliseconds, failure.Message, failure);
        await Task.Delay(delay, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
