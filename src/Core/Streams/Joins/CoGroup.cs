namespace HotStream;

public static partial class JoinExtensions
{
    /// <summary>All values of both sides for every key that either side has.</summary>
    /// <param name="left">The left pairs.</param>
    /// <param name="right">The right pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the larger side has.</param>
    public static DStream<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        left.TransformWith(right, "CoGroup", (l, r, _) => l.CoGroup(r, partitions));
}

public static partial class PairBatchExtensions
{
    /// <summary>All values of both sides for every key that either side has.</summary>
    /// <param name="left">The left pairs.</param>
    /// <param name="right">The right pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the larger side has.</param>
    public static Batch<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> CoGroup<TKey, TLeft, TRight>(
        this Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions = null) =>
        new GroupedBatch<TKey, TLeft, TRight>(left, right, partitions);
}

/// <summary>
/// cogroup: every key of either side with all values of both. Each output partition numbers its keys with one table and threads the records
/// of both sides on chains.
/// </summary>
internal sealed class GroupedBatch<TKey, TLeft, TRight>(Batch<KeyValuePair<TKey, TLeft>> left,
    Batch<KeyValuePair<TKey, TRight>> right, int? partitions)
    : PairedBatch<TKey, TLeft, TRight, KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>>(left, right,
        partitions)
{
    internal override void Prepare()
    {
        DealLeft();
        DealRight();
    }

    internal override void Execute(int partition, Stage<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> next)
    {
        var keys = new GroupTable<TKey, byte>();
        Scope.OnRelease(keys.Dispose); // not before: the keys of the result are the table's own copies
        var left = new JoinSide<TKey, TLeft>(keys, LeftDealt!.For(partition));
        var right = new JoinSide<TKey, TRight>(keys, RightDealt!.For(partition));
        left.Cover(keys.Count);
        right.Cover(keys.Count); // a side without records has covered none
        ReadOnlySpan<TKey> all = keys.Keys;
        for (int key = 0; key < all.Length && !next.IsFull; key++)
        {
            (IReadOnlyList<TLeft>, IReadOnlyList<TRight>) values = (left.ValuesOf(key), right.ValuesOf(key));
            next.Accept([KeyValuePair.Create(all[key], values)]);
        }

        left.Release();
        right.Release();
        next.Complete();
    }
}
