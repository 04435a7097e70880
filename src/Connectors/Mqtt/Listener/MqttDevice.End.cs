using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>How a device's connection is looked after by others, and ends.</summary>
internal sealed partial class MqttDevice<T, TRecord>
{
    private volatile string? _endText; // why it ends, when somebody else ended it
    private volatile bool _hasFinished;
    private volatile bool _isGone;

    /// <summary>Whether somebody has ended it.</summary>
    public bool IsEnding => _endText is not null;

    /// <summary>Whether nothing more is read from it.</summary>
    public bool HasFinished => _hasFinished;

    /// <summary>Sends the acknowledgements that are due. The listener's keeper.</summary>
    public void Acknowledge()
    {
        if (_inbox is not { } inbox || _isGone)
        {
            return;
        }

        if (_session!.HasFailed)
        {
            End(MqttReason.Unspecified); // a failed batch holds messages of this device: it must send them again
        }
        else
        {
            inbox.SendAcks();
        }
    }

    /// <summary>Looks whether the device keeps its times, and whether memory can be given back. The listener's keeper.</summary>
    public void Look(long now)
    {
        long unsentSince = _channel.UnsentSince;
        long progress = (long)_host.Options.ProgressTimeout.TotalMilliseconds;
        if (unsentSince != 0 && now - unsentSince > progress)
        {
            End(MqttReason.QuotaExceeded, $"{Peer} was cut off: it has read nothing of {_channel.Unsent} bytes for {progress} ms "
                + "(MqttListenerOptions.ProgressTimeout).");
            return;
        }

        if (!IsParked || _isGone || _endText is not null)
        {
            return; // what it sent may wait for us
        }

        if (!IsKnown)
        {
            long limit = (long)_host.Options.ConnectTimeout.TotalMilliseconds;
            if (now - _accepted > limit)
            {
                End(reason: 0, $"{Peer} was disconnected: it has not said in {limit} ms who it is (MqttListenerOptions.ConnectTimeout).");
            }

            return;
        }

        if (_brake.IsOn)
        {
            return;
        }

        long silence = now - Volatile.Read(ref _lastBytes);
        long keepAlive = _greeting!.KeepAliveSeconds * 1500L;
        long unfinished = Volatile.Read(ref _unfinishedSince);
        if (keepAlive > 0 && silence > keepAlive)
        {
            End(MqttReason.KeepAliveTimeout,
                $"{Peer} was disconnected: nothing was received for {silence} ms, longer than its keep-alive allows.");
        }
        else if (unfinished != 0 && now - unfinished > progress)
        {
            End(MqttReason.Unspecified, $"{Peer} was disconnected: a packet it began has not gone on for {progress} ms by {LeastProgress} "
                + "bytes (MqttListenerOptions.ProgressTimeout).");
        }
        else if (_session is { IsAwake: true } session && session.Writing.TryEnter())
        {
            try
            {
                if (IsParked && _writer is null)
                {
                    session.Rest();
                }
            }
            finally
            {
                session.Writing.Exit();
            }
        }
    }

    /// <summary>Ends the connection with a reason, whoever waits for it. Any thread.</summary>
    public void End(byte reason, string? text = null)
    {
        _endText ??= text ?? $"{Peer} was disconnected: {MqttReason.Describe(reason)}.";
        _brake.Release();
        TrySay(reason);
        _channel.Abort();
        Wake();
    }

    /// <summary>The last batch is acknowledged: says good-bye. <see cref="Leave"/> follows.</summary>
    public void SayGoodBye()
    {
        if (!_isGone)
        {
            TrySay(MqttReason.ServerShuttingDown);
            _channel.Finish();
        }
    }

    /// <summary>Closes, when the device has heard it or at a time (system's tick count).</summary>
    public void Leave(long until)
    {
        if (!_isGone)
        {
            _channel.Linger(until);
            Dispose();
        }
    }

    public void Dispose()
    {
        _isGone = true;
        _host.Bytes.Leave(_key);
        _brake.Dispose();
        _channel.Dispose();
    }

    /// <summary>The connection receives no more: a device that did not say good-bye leaves its will.</summary>
    private void Finish(bool isClean, bool mayStay)
    {
        try
        {
            if (_session is { } session)
            {
                lock (session.Writing)
                {
                    Finish(session, isClean, mayStay);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _host.Report($"{Peer} is gone and did not get everything that waited for it: {failure.Message}", failure);
        }
        finally
        {
            _held.Clear();
            Charge();
            _isGone = !mayStay;
            if (_isGone && _greeting is { } greeting)
            {
                _sessions.Leave(this, greeting.Login.ClientId);
            }

            _hasFinished = true;
            _host.Finished(this, _isGone);
            if (_isGone)
            {
                Dispose(); // last: a device that sees the end may come back at once, and finds its place free
            }
        }
    }

    private void Finish(MqttDeviceSession<T, TRecord> session, bool isClean, bool mayStay)
    {
        session.ExpirySeconds = session.ExpirySeconds == 0 ? 0
            : Math.Min(_answers?.NewExpirySeconds ?? session.ExpirySeconds, session.ExpirySeconds);
        if (!mayStay)
        {
            session.Mailbox.Close();
        }

        try
        {
            if (_writer is not null)
            {
                _inbox!.Flush(); // good messages before a bad one are good
                _writer.Consume(_writer.Unread.Length);
                _writer = null;
            }

            if (!isClean && _greeting!.Will is { } will)
            {
                uint delay = Math.Min(will.DelaySeconds, session.ExpirySeconds);
                if (delay > 0)
                {
                    session.LateWill = (will, _door!, Environment.TickCount64 + (delay * 1000L));
                }
                else
                {
                    _sessions.LeaveWill(session, will, _door!);
                }
            }
        }
        finally
        {
            if (mayStay)
            {
                session.EndWriting();
            }
            else
            {
                session.Rest();
            }
        }
    }

    private void TrySay(byte reason)
    {
        if (_greeting is { Version: MqttVersion.V5 } && reason != 0)
        {
            _answers?.Disconnect(reason);
        }
    }
}
