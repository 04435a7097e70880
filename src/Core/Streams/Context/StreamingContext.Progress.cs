namespace HotStream;

/// <content>What the context reports: listeners, progress, instruments.</content>
public sealed partial class StreamingContext
{
    private readonly ProgressLog _progress = new();
    private IDisposable[] _observed = [];

    /// <summary>Where the context stands now: for pages and probes. Made anew at every call; safe from any thread.</summary>
    public StreamingProgress Progress
    {
        get
        {
            (long batches, long failed, long records, BatchInfo[] last) = _progress.Read();
            return new StreamingProgress
            {
                State = State,
                RunningSince = RunningSince,
                WaitingBatches = _scheduler?.Unbegun ?? 0,
                RunningBatch = Report.Peek(),
                CompletedBatches = batches,
                FailedBatches = failed,
                Records = records,
                LastBatches = last,
                Receivers = [.. Graph.Receivers.Select(receiver => receiver.Info)],
            };
        }
    }

    internal ListenerBus Listeners { get; }

    internal BatchReport Report { get; }

    internal DateTimeOffset? RunningSince { get; private set; }

    /// <summary>Reports to a listener everything that happens from now on. Safe from any thread, before and after the start.</summary>
    /// <param name="listener">The listener; added twice, it gets every event twice.</param>
    public void AddListener(StreamingListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Listeners.Add(listener);
    }

    /// <summary>Reports to a listener no longer; events that happened already may be on their way. Safe from any thread.</summary>
    /// <param name="listener">The listener.</param>
    /// <returns>Whether it was a listener.</returns>
    public bool RemoveListener(StreamingListener listener) => Listeners.Remove(listener);

    private void Observe()
    {
        _observed = EngineMetrics.Observe(
            Name,
            () => _scheduler!.Unbegun,
            () => Graph.Budget.UsedBytes,
            () => Graph.Receivers.Count(receiver => receiver.Info.IsActive),
            () => Graph.Cache.HeldBytes,
            () => _stalls!.Running.TotalSeconds);
        var names = new Dictionary<string, int>();
        foreach (StreamNode node in Graph.Read.Where(node => node.KeysHeld is not null))
        {
            int number = names[node.OperatorName] = names.GetValueOrDefault(node.OperatorName) + 1;
            _observed = [.. _observed, EngineMetrics.ObserveKeys(Name, node.OperatorName, number, () => node.KeysHeld ?? 0)];
        }

        if (Options.ReceiverMaxRate is not null || Options.Backpressure is not null)
        {
            names.Clear();
            foreach (IReceiverInput receiver in Graph.Receivers)
            {
                int number = names[receiver.OperatorName] = names.GetValueOrDefault(receiver.OperatorName) + 1;
                _observed = [.. _observed, EngineMetrics.ObserveRateLimit(Name, receiver.OperatorName, number,
                    () => receiver.Info.RateLimit ?? double.PositiveInfinity)];
            }
        }

        Shared.Observe();
    }

    private void StopObserving(StopDeadline deadline)
    {
        Array.ForEach(_observed, value => value.Dispose());
        _stalls?.Dispose();
        Shared.StopObserving();
        if (RunningSince is not null)
        {
            Listeners.Post(static (listener, time) => listener.OnStreamingStopped((DateTimeOffset)time), Options.TimeProvider.GetUtcNow());
        }

        Listeners.Close(deadline.Left);
    }
}
