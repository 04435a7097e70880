namespace HotStream;

/// <summary>
/// The runs of one batch that are done, by operator and partition. Of several runs of the same work (two outputs read one stream, a Print
/// saw the first records only, an output is run again) the most complete one counts, once. When the batch is
/// forgotten its additions become final.
/// </summary>
internal sealed class BatchLedger(SharedVariables owner, BatchTime time)
{
    private Dictionary<(object Operator, int Partition, bool Merges), StageContext>? _runs;

    public SharedVariables Owner => owner;

    public BatchTime Time { get; } = time;

    /// <summary>The runs that count so far. Under the owner's lock.</summary>
    public IReadOnlyCollection<StageContext> Runs => _runs is null ? [] : _runs.Values;

    public void Add(StageContext run)
    {
        if (!owner.HasAccumulators)
        {
            return;
        }

        lock (owner.Gate)
        {
            (object, int, bool) work = (run.Operator!, run.Partition, run.Merges);
            _runs ??= [];
            if (!_runs.TryGetValue(work, out StageContext? known) || run.Records > known.Records)
            {
                _runs[work] = run;
            }
        }
    }

    /// <summary>The batch is over.</summary>
    public void Close() => owner.Close(this);
}
