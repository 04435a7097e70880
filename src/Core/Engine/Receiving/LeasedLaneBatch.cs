namespace HotStream;

/// <summary>What the lanes of a received input kept for their batch, with the slabs it points into.</summary>
internal abstract class LeasedLaneBatch<TItem, T> : Batch<T>
    where TItem : ILeased
{
    private protected LeasedLaneBatch(BatchScope scope, RecordList<TItem>[] lanes, long records)
        : base(scope)
    {
        Lanes = lanes;
        SizeHint = records;
        scope.OnRelease(() => Array.ForEach(Lanes, Release));
    }

    public override int PartitionCount => Lanes.Length;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint { get; }

    internal override int SolePartition => SolePartitions.Of(Lanes, static lane => lane.Count > 0);

    private protected RecordList<TItem>[] Lanes { get; }

    /// <summary>Lets go of what a lane kept, and of the list itself.</summary>
    public static void Release(RecordList<TItem> lane)
    {
        foreach (ref readonly TItem item in lane.Span)
        {
            item.Release();
        }

        lane.Release();
    }
}
