namespace HotStream.Kinesis;

/// <summary>Names of the attributes of a lease, and words of its checkpoint: Amazon's client library's, and three of our own.</summary>
internal static class LeaseNames
{
    public const string Key = "leaseKey";
    public const string Owner = "leaseOwner";
    public const string Counter = "leaseCounter";
    public const string Checkpoint = "checkpoint";
    public const string Part = "checkpointSubSequenceNumber";
    public const string Switches = "ownerSwitchesSinceCheckpoint";
    public const string Parents = "parentShardId";

    /// <summary>What the library notes before a checkpoint; removed with ours, which is later.</summary>
    public const string Pending = "pendingCheckpoint";

    public const string PendingPart = "pendingCheckpointSubSequenceNumber";

    /// <summary>Ours: who asks for the lease.</summary>
    public const string WantedBy = "hotstreamWantedBy";

    /// <summary>Ours: up to when all was read.</summary>
    public const string ReadUpTo = "hotstreamReadUpTo";

    /// <summary>Ours: which stream it is of.</summary>
    public const string Stream = "hotstreamStream";

    public const string TrimHorizon = "TRIM_HORIZON";
    public const string Latest = "LATEST";
    public const string AtTimestamp = "AT_TIMESTAMP";
    public const string ShardEnd = "SHARD_END";
}
