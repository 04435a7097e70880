namespace HotStream.Kinesis;

/// <summary>
/// Leases for shards that have none. A group that has read nothing yet begins by its options; what comes later is read whole. Every member
/// reckons the same from the same table and list, in whatever order their writes come, and before it takes any lease: so a record is done
/// only when each shard of that time has a lease. Stateless.
/// </summary>
internal static class LeaseBeginnings
{
    /// <summary>The leases to add, parents before children.</summary>
    /// <param name="shards">All shards that the stream lists.</param>
    /// <param name="leases">All leases of the table.</param>
    /// <param name="options">Where a group begins.</param>
    /// <param name="stream">See <see cref="Lease.IdentityOf"/>.</param>
    /// <param name="now">The server's time, in milliseconds since 1970.</param>
    public static List<Lease> Plan(IReadOnlyCollection<KinesisShardInfo> shards, IReadOnlyCollection<Lease> leases, KinesisOptions options,
        string stream, long now)
    {
        Dictionary<string, Lease> known = leases.ToDictionary(static lease => lease.Shard, StringComparer.Ordinal);
        Dictionary<string, KinesisShardInfo> listed = shards.ToDictionary(static shard => shard.Id, StringComparer.Ordinal);
        bool hasProgress = leases.Any(static lease => lease.HasProgress);
        List<Lease> added = [];
        foreach (KinesisShardInfo shard in shards)
        {
            Add(shard);
        }

        return added;

        void Add(KinesisShardInfo shard)
        {
            if (known.ContainsKey(shard.Id))
            {
                return;
            }

            known[shard.Id] = null!; // a list that goes round in a circle ends here
            List<Lease> parents = [];
            foreach (string? parent in (string?[])[shard.Parent, shard.AdjacentParent])
            {
                if (parent is not null && listed.TryGetValue(parent, out KinesisShardInfo? info))
                {
                    Add(info);
                }

                if (parent is not null && known.GetValueOrDefault(parent) is { } lease)
                {
                    parents.Add(lease);
                }
            }

            Lease made = Begin(shard, parents) with
            {
                Parents = [.. ((string?[])[shard.Parent, shard.AdjacentParent]).OfType<string>().Distinct(StringComparer.Ordinal)],
                Stream = stream,
            };
            known[shard.Id] = made;
            added.Add(made);
        }

        Lease Begin(KinesisShardInfo shard, List<Lease> parents)
        {
            if (hasProgress || (options.StartTime is null && options.Start == KinesisStart.Oldest))
            {
                return Lease.New(shard.Id, KinesisPosition.Oldest, LeaseNames.TrimHorizon);
            }

            if (options.StartTime is { } time)
            {
                return Lease.New(shard.Id, KinesisPosition.At(time.ToUnixTimeMilliseconds()), LeaseNames.AtTimestamp);
            }

            if (parents.Exists(static parent => !parent.IsSkipped))
            {
                return Lease.New(shard.Id, KinesisPosition.Oldest, LeaseNames.TrimHorizon); // it was there when its parent was begun
            }

            long begin = parents.Count > 0 ? parents.Min(static parent => parent.ReadUpTo!.Value) : now;
            return shard.IsClosed ? Lease.New(shard.Id, KinesisPosition.End, LeaseNames.Latest) with { ReadUpTo = begin }
                : Lease.New(shard.Id, KinesisPosition.At(begin), LeaseNames.Latest);
        }
    }
}
