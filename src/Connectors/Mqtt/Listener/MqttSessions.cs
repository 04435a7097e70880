namespace HotStream.Mqtt;

/// <summary>
/// The sessions of a listener by client identifier. A session has one connection at a time: a newer one ends the older and waits until that
/// is out of it. Sessions of devices that are away are bounded in number and time. Thread-safe.
/// </summary>
internal sealed class MqttSessions<T, TRecord>(IMqttListenerHost host, MqttPostOffice office,
    Func<SlabWriter<T>?, SlabWriter<T>> createWriter)
    where TRecord : struct, IMqttRecord<T>
{
    private const long QuietMilliseconds = 60_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MqttDeviceSession<T, TRecord>> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<MqttDeviceSession<T, TRecord>> _away = [];

    /// <summary>
    /// Gives a device its session, now or, as another connection has it, later: then null, and the device is scheduled when it is its turn.
    /// </summary>
    /// <exception cref="MqttConnectionException">The session is another user's.</exception>
    public MqttDeviceSession<T, TRecord>? Enter(MqttDevice<T, TRecord> device, MqttLogin login)
    {
        MqttDevice<T, TRecord> older;
        bool isToBeReported;
        lock (_gate)
        {
            if (!_sessions.TryGetValue(login.ClientId, out MqttDeviceSession<T, TRecord>? session))
            {
                _sessions[login.ClientId] = session =
                    new MqttDeviceSession<T, TRecord>(login.ClientId, IdentityOf(login), office, createWriter);
            }

            if (session.Owner == device)
            {
                return session;
            }

            if (session.Identity != IdentityOf(login)
                && (host.Options.Authenticate is not null || host.Options.ClientCertificate != ClientCertificate.None))
            {
                throw new MqttConnectionException($"mqtt://{login.RemoteEndPoint} was refused: the client identifier "
                    + $"{PlainText.Of(login.ClientId)} is that of another user's device.", MqttReason.ClientIdNotValid);
            }

            if (session.Owner is null)
            {
                session.Owner = device;
                TakeFromAway(session);
                return session;
            }

            if (session.Heir == device)
            {
                return null;
            }

            older = session.Heir ?? session.Owner;
            session.Heir = device;
            long now = Environment.TickCount64;
            isToBeReported = session.ReportedAt == long.MinValue || now - session.ReportedAt >= QuietMilliseconds;
            session.ReportedAt = isToBeReported ? now : session.ReportedAt;
        }

        if (isToBeReported)
        {
            host.Report(
                $"mqtt://{login.RemoteEndPoint} is {PlainText.Of(login.ClientId)} from now on; the connection {older.Peer} of that name "
                + "ends. If the device did not lose its network, two devices have one client identifier "
                + "and throw each other out for ever: give each its own.", cause: null);
        }

        older.End(MqttReason.SessionTakenOver);
        return null;
    }

    /// <summary>A connection is over: its session goes to the one that waits, or is kept, or ends.</summary>
    public void Leave(MqttDevice<T, TRecord> device, string clientId)
    {
        MqttDeviceSession<T, TRecord>? ended = null;
        MqttDevice<T, TRecord>? heir = null;
        lock (_gate)
        {
            if (!_sessions.TryGetValue(clientId, out MqttDeviceSession<T, TRecord>? session))
            {
                return;
            }

            if (session.Heir == device)
            {
                session.Heir = null;
            }
            else if (session.Owner == device)
            {
                session.IsNew |= session.ExpirySeconds == 0;
                (session.Owner, session.Heir, heir) = (session.Heir, null, session.Heir);
                ended = heir is not null ? null : session.IsNew && session.LateWill is null ? Remove(session) : Keep(session);
            }
        }

        End(ended);
        heir?.Wake();
    }

    /// <summary>Publishes wills that are due, forgets sessions whose time is over, and gives memory of the others back.</summary>
    public void Sweep(long now)
    {
        MqttDeviceSession<T, TRecord>[] away;
        lock (_gate)
        {
            away = [.. _away];
        }

        foreach (MqttDeviceSession<T, TRecord> session in away)
        {
            if (!session.Writing.TryEnter())
            {
                continue;
            }

            try
            {
                bool isOver;
                lock (_gate)
                {
                    isOver = session.Owner is null && session.ForgottenAt <= now && Remove(session) is not null;
                    if (session.Owner is not null)
                    {
                        continue;
                    }
                }

                if (session.LateWill is var (will, door, at) && (isOver || at <= now))
                {
                    session.LateWill = null;
                    LeaveWill(session, will, door);
                }

                session.Rest();
                if (isOver)
                {
                    End(session);
                }
            }
            finally
            {
                session.Writing.Exit();
            }
        }
    }

    /// <summary>
    /// Publishes a will: as a record, and to those who subscribed. Whoever calls has the session's
    /// <see cref="MqttDeviceSession{T, TRecord}.Writing"/>.
    /// </summary>
    public void LeaveWill(MqttDeviceSession<T, TRecord> session, MqttWill will, MqttDoor door)
    {
        try
        {
            if (door.Take(will.Topic, will.Payload, will.Properties, will.Qos, will.Retain) == MqttReason.Success)
            {
                session.Store(will);
                host.Progress();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            host.Report($"The will of {PlainText.Of(session.ClientId)} is not published: {failure.Message}", failure);
        }
    }

    private static string IdentityOf(MqttLogin login) => $"{login.UserName}\n{login.Certificate?.Subject}";

    private MqttDeviceSession<T, TRecord>? Keep(MqttDeviceSession<T, TRecord> session)
    {
        session.ForgottenAt = session.ExpirySeconds == uint.MaxValue ? long.MaxValue
            : Environment.TickCount64 + (session.ExpirySeconds * 1000L);
        session.Away = _away.AddLast(session);
        return _away.Count > host.Options.SessionsMax ? Remove(_away.First!.Value) : null;
    }

    private MqttDeviceSession<T, TRecord> Remove(MqttDeviceSession<T, TRecord> session)
    {
        TakeFromAway(session);
        _sessions.Remove(session.ClientId);
        return session;
    }

    private void TakeFromAway(MqttDeviceSession<T, TRecord> session)
    {
        if (session.Away is { } place)
        {
            _away.Remove(place);
            session.Away = null;
        }
    }

    private void End(MqttDeviceSession<T, TRecord>? session)
    {
        if (session is not null)
        {
            host.Router.Forget(session.Mailbox);
            session.Mailbox.Clear();
            lock (session.Writing)
            {
                session.EndWriting();
            }
        }
    }
}
