using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// The accumulators and broadcasts of one context, and the batches whose additions are not final yet. Safe from any thread.
/// </summary>
internal sealed class SharedVariables(string context, ILogger logger, Func<bool> isInsideBatch)
{
    private readonly Dictionary<string, ISharedVariable> _named = [];
    private readonly List<IAccumulator> _accumulators = [];
    private readonly List<IBroadcast> _broadcasts = [];
    private readonly List<BatchLedger> _open = [];
    private readonly List<IDisposable> _observed = [];
    private volatile bool _isObserved;
    private volatile bool _hasAccumulators;

    /// <summary>Held, for moments, once an operator's run over a partition, never for each addition inside one.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whether runs must be counted.</summary>
    public bool HasAccumulators => _hasAccumulators;

    /// <summary>The batch the driver runs; null between batches. Written by the driver.</summary>
    public BatchTime? Running
    {
        get
        {
            lock (Gate)
            {
                return field;
            }
        }

        private set;
    }

    /// <summary>The batch that code on the calling thread belongs to, when that is not an operator's; null outside.</summary>
    public BatchTime? RunningHere => isInsideBatch() ? Running : null;

    /// <summary>Whether the context was started.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Before the first batch: accumulators that are kept go on from what an earlier life says.</summary>
    /// <param name="kept">By name; null when there is no earlier life.</param>
    /// <exception cref="InvalidOperationException">An accumulator of another type had the name.</exception>
    public void Restore(IReadOnlyDictionary<string, string>? kept)
    {
        lock (Gate)
        {
            HasBegun = true;
            foreach (IAccumulator accumulator in _accumulators)
            {
                if (accumulator.Save() is not null && kept?.GetValueOrDefault(accumulator.Name) is { } saved)
                {
                    try
                    {
                        accumulator.Restore(saved);
                    }
                    catch (Exception failure) when (failure is FormatException or OverflowException)
                    {
                        throw new InvalidOperationException($"Accumulator {accumulator.Name} of context {context} was kept by another "
                            + $"kind of accumulator: {failure.Message} Give it another name.", failure);
                    }
                }
            }
        }
    }

    /// <summary>What accumulators that are kept hold now, by name; null when there are none. Driver, between two batches.</summary>
    public IReadOnlyDictionary<string, string>? Save()
    {
        Dictionary<string, string>? kept = null;
        lock (Gate)
        {
            foreach (IAccumulator accumulator in _accumulators)
            {
                if (accumulator.Save() is { } saved)
                {
                    (kept ??= [])[accumulator.Name] = saved;
                }
            }
        }

        return kept;
    }

    /// <summary>Gives an accumulator its number.</summary>
    public int Register(IAccumulator accumulator)
    {
        lock (Gate)
        {
            Claim(accumulator);
            _accumulators.Add(accumulator);
            _hasAccumulators = true;
            return _accumulators.Count - 1;
        }
    }

    public void Register(IBroadcast broadcast)
    {
        lock (Gate)
        {
            Claim(broadcast);
            _broadcasts.Add(broadcast);
            if (Running is { } time)
            {
                broadcast.Begin(time);
            }
        }
    }

    /// <summary>Where a batch's runs are counted.</summary>
    public BatchLedger Open(BatchTime time)
    {
        var ledger = new BatchLedger(this, time);
        lock (Gate)
        {
            _open.Add(ledger);
        }

        return ledger;
    }

    /// <summary>A batch is over: what was added in it is final.</summary>
    public void Close(BatchLedger ledger)
    {
        lock (Gate)
        {
            if (_open.Remove(ledger))
            {
                foreach (StageContext run in ledger.Runs)
                {
                    Absorb(run);
                }
            }
        }
    }

    /// <summary>The open batch of a lane was closed: of the runs ahead that do the same work the most complete one counts.</summary>
    public void SettleAhead(List<StageContext> runs)
    {
        lock (Gate)
        {
            for (int i = 0; _hasAccumulators && i < runs.Count; i++)
            {
                StageContext run = runs[i];
                if (!runs.Exists(other => other.Work == run.Work && other.Records > run.Records)
                    && runs.FindIndex(other => other.Work == run.Work && other.Records == run.Records) == i)
                {
                    Absorb(run);
                }
            }
        }
    }

    /// <summary>Driver: a batch begins.</summary>
    public void Begin(BatchTime time)
    {
        lock (Gate)
        {
            Running = time;
            foreach (IBroadcast broadcast in _broadcasts)
            {
                broadcast.Begin(time);
            }
        }
    }

    /// <summary>Driver: the batch is done, and those before a time are not remembered, unless somebody still holds them.</summary>
    public void End(BatchTime oldest)
    {
        lock (Gate)
        {
            Running = null;
            if (_broadcasts.Count > 0)
            {
                ForgetBefore(oldest);
            }
        }
    }

    /// <summary>What open batches hold for an accumulator. Under the lock.</summary>
    public IEnumerable<object> AdditionsTo(int number)
    {
        foreach (BatchLedger ledger in _open)
        {
            foreach (StageContext run in ledger.Runs)
            {
                if (number < run.Additions.Length && run.Additions[number] is { } additions)
                {
                    yield return additions;
                }
            }
        }
    }

    /// <summary>Drops what open batches hold for an accumulator. Under the lock.</summary>
    public void DropAdditionsTo(int number)
    {
        foreach (BatchLedger ledger in _open)
        {
            foreach (StageContext run in ledger.Runs)
            {
                if (number < run.Additions.Length)
                {
                    run.Additions[number] = null;
                }
            }
        }
    }

    /// <summary>Shows all variables in the metrics, those to come too.</summary>
    public void Observe()
    {
        lock (Gate)
        {
            _isObserved = true;
            foreach (ISharedVariable variable in _named.Values)
            {
                Observe(variable);
            }
        }
    }

    /// <summary>Takes all variables out of the metrics.</summary>
    public void StopObserving()
    {
        lock (Gate)
        {
            _isObserved = false;
            _observed.ForEach(shown => shown.Dispose());
            _observed.Clear();
        }
    }

    private void ForgetBefore(BatchTime oldest)
    {
        foreach (IBroadcast broadcast in _broadcasts)
        {
            broadcast.Forget(time => time < oldest && !_open.Exists(ledger => ledger.Time == time));
        }
    }

    private void Claim(ISharedVariable variable)
    {
        if (!_named.TryAdd(variable.Name, variable))
        {
            throw new ArgumentException(
                $"Context {context} has a shared variable {variable.Name} already; accumulators and broadcasts of a "
                + "context need names of their own.", nameof(variable));
        }

        if (_isObserved)
        {
            Observe(variable);
        }
    }

    private void Observe(ISharedVariable variable)
    {
        if (variable.Observe(context) is { } shown)
        {
            _observed.Add(shown);
        }
    }

    private void Absorb(StageContext run)
    {
        for (int number = 0; number < run.Additions.Length; number++)
        {
            if (run.Additions[number] is { } additions)
            {
                try
                {
                    _accumulators[number].Absorb(additions);
                }
                catch (Exception failure)
                {
                    Log.AccumulatorFailed(logger, _accumulators[number].Name, run.Time, failure); // user code; the batch is over already
                }
            }
        }
    }
}
