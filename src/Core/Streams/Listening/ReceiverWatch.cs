namespace HotStream;

/// <summary>Keeps the latest state of one receiver and notifies the listeners of each change.</summary>
internal sealed class ReceiverWatch(int streamId, string name, TimeProvider clock, ListenerBus listeners) : IReceiverWatcher
{
    private readonly Lock _gate = new();
    private ReceiverInfo _info = new(streamId, name, IsActive: false, 0, null, null, null);

    public ReceiverInfo Info => Volatile.Read(ref _info);

    public void OnStarted(int restarts) => listeners.Post(
        static (listener, info) => listener.OnReceiverStarted((ReceiverInfo)info),
        Change(info => info with { IsActive = true, Restarts = restarts }));

    public void OnError(string message, Exception? cause, bool isRunning) => listeners.Post(
        static (listener, info) => listener.OnReceiverError((ReceiverInfo)info),
        Change(info => info with { IsActive = isRunning, LastError = message, LastException = cause, LastErrorTime = clock.GetUtcNow() }));

    public void OnStopped(string reason) => listeners.Post(
        static (listener, info) => listener.OnReceiverStopped((ReceiverInfo)info),
        Change(info => info with { IsActive = false, LastError = info.LastError ?? reason }));

    private ReceiverInfo Change(Func<ReceiverInfo, ReceiverInfo> change)
    {
        lock (_gate)
        {
            return _info = change(_info);
        }
    }
}
