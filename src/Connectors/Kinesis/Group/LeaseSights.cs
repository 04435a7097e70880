namespace HotStream.Kinesis;

/// <summary>
/// What this member has seen of the leases of others: since when each counter stands still, by the clock that only runs here. Clocks of
/// machines are not compared. One task.
/// </summary>
internal sealed class LeaseSights(TimeSpan duration, TimeProvider time)
{
    private readonly Dictionary<string, (string? Owner, long Counter, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>The table was read.</summary>
    /// <param name="leases">All leases.</param>
    /// <param name="asked">When it was asked.</param>
    public void Note(IReadOnlyCollection<Lease> leases, long asked)
    {
        HashSet<string> listed = new(StringComparer.Ordinal);
        foreach (Lease lease in leases)
        {
            listed.Add(lease.Shard);
            if (!_seen.TryGetValue(lease.Shard, out (string? Owner, long Counter, long) before) || before.Counter != lease.Counter
                || before.Owner != lease.Owner)
            {
                _seen[lease.Shard] = (lease.Owner, lease.Counter, asked);
            }
        }

        foreach (string gone in _seen.Keys.Where(shard => !listed.Contains(shard)).ToList())
        {
            _seen.Remove(gone);
        }
    }

    /// <summary>
    /// Whether a lease is nobody's: given back and not to one that asked for it, or not written for as long as leases are.
    /// </summary>
    public bool IsFree(Lease lease) => (lease.Owner ?? lease.WantedBy) is null
        || (_seen.TryGetValue(lease.Shard, out (string?, long, long Since) seen) && time.GetElapsedTime(seen.Since) > duration);
}
