namespace HotStream;

/// <summary>
/// Which records an operator has already reported: a batch that several outputs compute meets the same records in the same order again, and
/// each is to be reported once. It is enough to know, for each run over a partition of a batch, the highest number reported. Thread-safe;
/// asked for refused records only.
/// </summary>
internal sealed class ReportedRecords
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(object? Lane, int Partition, BatchTime Time), long> _last = [];

    /// <summary>Notes a record; false when it was noted before.</summary>
    public bool Add(StageContext run, long record)
    {
        (object?, int, BatchTime) place = (run.Lane, run.Partition, run.Time);
        lock (_gate)
        {
            if (_last.TryGetValue(place, out long last))
            {
                if (record <= last)
                {
                    return false;
                }
            }
            else
            {
                run.OnRelease(() => Forget(place));
            }

            _last[place] = record;
            return true;
        }
    }

    private void Forget((object?, int, BatchTime) place)
    {
        lock (_gate)
        {
            _last.Remove(place);
        }
    }
}
