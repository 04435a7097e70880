using System.Globalization;

namespace HotStream.Kinesis;

/// <summary>
/// An item of the table of leases, as Amazon's client library has them: who reads a shard, and how far its records are done. Every write of
/// an owner raises <see cref="Counter"/>, under the condition that it is what it was; who sees it stand still may take the lease.
/// </summary>
/// <param name="Shard">The shard, the item's key.</param>
/// <param name="Owner">Who reads it; null for nobody.</param>
/// <param name="Counter">Writes of owners.</param>
/// <param name="Checkpoint">A sequence number, or one of the words of <see cref="LeaseNames"/>.</param>
internal sealed record Lease(string Shard, string? Owner, long Counter, string Checkpoint)
{
    /// <summary>Of the record at the checkpoint: which of those that were sent as one, from 0.</summary>
    public long Part { get; init; }

    /// <summary>Up to when all was read, in milliseconds since 1970; without a record, from when on is read. Null: nobody knows.</summary>
    public long? ReadUpTo { get; init; }

    /// <summary>How often it has changed its owner since its last checkpoint.</summary>
    public long Switches { get; init; }

    /// <summary>The shards that it came from.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>Who asks its owner for it; null for nobody.</summary>
    public string? WantedBy { get; init; }

    /// <summary>Which stream it is of, see <see cref="IdentityOf"/>; null where a client of others made the item.</summary>
    public string? Stream { get; init; }

    /// <summary>Whether its shard was read to the end.</summary>
    public bool IsFinished => Checkpoint == LeaseNames.ShardEnd;

    /// <summary>Whether its shard ended before the group began, so that what came from it begins where the group does.</summary>
    public bool IsSkipped => IsFinished && ReadUpTo is not null;

    /// <summary>Whether a record of it is done, so that the group has read before.</summary>
    public bool HasProgress => IsFinished ? !IsSkipped : KinesisPosition.IsSequence(Checkpoint);

    /// <summary>Name of a stream, and when it was made: another one of the same name has other records.</summary>
    public static string IdentityOf(string stream, long createdMilliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{stream}@{createdMilliseconds}");

    /// <summary>A lease that nobody has yet.</summary>
    public static Lease New(string shard, KinesisPosition begin, string word) => new(shard, null, 0, begin.Kind switch
    {
        KinesisPositionKind.Oldest => LeaseNames.TrimHorizon,
        KinesisPositionKind.End => LeaseNames.ShardEnd,
        _ => word,
    })
    {
        ReadUpTo = begin.Kind == KinesisPositionKind.Time ? begin.Milliseconds : null,
    };

    /// <summary>Where reading goes on.</summary>
    /// <param name="startTime">Where it begins that says so without a time, in milliseconds since 1970; null when nobody knows.</param>
    /// <returns>Null when the checkpoint is none.</returns>
    public KinesisPosition? Position(long? startTime) => Checkpoint switch
    {
        LeaseNames.TrimHorizon => KinesisPosition.Oldest,
        LeaseNames.ShardEnd => KinesisPosition.End,
        LeaseNames.Latest or LeaseNames.AtTimestamp => (ReadUpTo ?? startTime) is { } time ? KinesisPosition.At(time) : null,
        _ => KinesisPosition.IsSequence(Checkpoint) ? KinesisPosition.Behind(Checkpoint, Part, ReadUpTo ?? 0, count: null) : null,
    };
}
