namespace HotStream.Kinesis;

/// <summary>
/// Which leases a member takes, so that each has about as many as any other: those that are nobody's up to its share, else one of the owner
/// that has most, which is asked for it. Members reckon each for itself, from the same table; conditions of writes see to it that two never
/// take one. Stateless.
/// </summary>
internal static class LeaseBalance
{
    /// <summary>What to take, and what to ask for.</summary>
    /// <param name="leases">Leases of shards that may be read now.</param>
    /// <param name="isFree">Whether a lease is nobody's.</param>
    /// <param name="isMine">Whether this member reads it.</param>
    /// <param name="worker">This member.</param>
    /// <param name="most">Most leases that it may have.</param>
    /// <param name="random">Which of equal ones: members that begin together must not all want the same.</param>
    public static (List<Lease> Take, Lease? AskFor) Plan(IReadOnlyCollection<Lease> leases, Func<Lease, bool> isFree,
        Func<Lease, bool> isMine, string worker, int most, Random random)
    {
        Dictionary<string, List<Lease>> byOwner = new(StringComparer.Ordinal) { [worker] = [] };
        List<Lease> free = [];
        foreach (Lease lease in leases)
        {
            if (isMine(lease))
            {
                byOwner[worker].Add(lease);
            }
            else if (isFree(lease) || (lease.Owner is null && lease.WantedBy == worker))
            {
                free.Add(lease);
            }
            else if (lease.Owner != worker) // one of ours that we do not read is of a request without an answer: it comes free
            {
                string owner = (lease.Owner ?? lease.WantedBy)!;
                List<Lease> others = byOwner.TryGetValue(owner, out List<Lease>? known) ? known : byOwner[owner] = [];
                others.Add(lease);
            }
        }

        int mine = byOwner[worker].Count;
        int share = (leases.Count + byOwner.Count - 1) / byOwner.Count;
        int wanted = Math.Min(share, most) - mine;
        Lease[] shuffled = [.. free];
        random.Shuffle(shuffled);
        List<Lease> take = [.. shuffled.Take(Math.Max(0, wanted))];
        wanted -= take.Count;
        if (wanted <= 0 || free.Count > take.Count)
        {
            return (take, null);
        }

        List<Lease> largest = [];
        foreach (List<Lease> others in byOwner.Values)
        {
            largest = others.Count > largest.Count ? others : largest;
        }

        bool mayAsk = largest.Count > share || (largest.Count == share && wanted > 1);
        largest = largest.FindAll(static lease => lease.Owner is not null);
        return (take, mayAsk && largest.Count > mine + take.Count + 1 ? largest[random.Next(largest.Count)] : null);
    }
}
