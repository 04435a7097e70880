namespace HotStream;

/// <summary>
/// Everything one batch time holds on to: slabs, tables, lists. Released as one when the batch's jobs are done, nothing remembers it and no
/// window retains it. Batches computed at that time refer to it; reading them afterwards is refused.
/// </summary>
internal sealed class BatchScope(BatchTime time, Executor executor, SharedVariables? shared = null, bool counts = true)
{
    private readonly Lock _gate = new();
    private List<Slab>? _slabs;
    private List<Action>? _releases;
    // a batch computed again after its time adds nothing to accumulators
    private readonly BatchLedger? _ledger = counts ? shared?.Open(time) : null;
    private Action<Action>? _onRelease;
    private int _leases = 1;

    public BatchTime Time { get; } = time;

    public Executor Executor { get; } = executor;

    /// <summary>Where cached records go that do not fit into memory.</summary>
    public CacheStore Cache { get; init; } = CacheStore.Unlimited;

    /// <summary>How asynchronous functions over this batch are called.</summary>
    public AsyncFunctions Functions { get; init; } = AsyncFunctions.Unstopped;

    /// <summary>Takes records whose function threw; null when they fail the batch.</summary>
    public Action<DeadLetter>? Rejects { get; init; }

    public bool IsReleased { get; private set; }

    /// <summary>A run of an operator's code over one partition; <see cref="StageContext.Settle"/> it when it is done.</summary>
    public StageContext Begin(object step, int partition, bool merges = false) =>
        new(partition)
        {
            Time = Time,
            Shared = shared,
            Ledger = _ledger,
            Operator = step,
            Merges = merges,
            Releases = _onRelease ??= OnRelease,
            Rejects = Rejects
        };

    /// <summary>Takes over a lease.</summary>
    public void Keep(Slab slab)
    {
        lock (_gate)
        {
            (_slabs ??= []).Add(slab);
        }
    }

    /// <summary>Remembers what to do when the scope ends.</summary>
    public void OnRelease(Action release)
    {
        lock (_gate)
        {
            (_releases ??= []).Add(release);
        }
    }

    /// <summary>Keeps the scope for somebody, who must call <see cref="Release"/>.</summary>
    public void Retain()
    {
        lock (_gate)
        {
            ThrowIfReleased();
            _leases++;
        }
    }

    /// <summary>Gives up one lease; the last one releases everything.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (IsReleased || --_leases > 0)
            {
                return;
            }

            IsReleased = true;
        }

        _ledger?.Close();
        _releases?.ForEach(static release => release());
        _slabs?.ForEach(static slab => slab.Release());
        _releases = null;
        _slabs = null;
    }

    public void ThrowIfReleased()
    {
        ObjectDisposedException.ThrowIf(IsReleased, typeof(Batch<>));
    }
}
