namespace HotStream;

/// <summary>cogroup: every key of either side with all values of both.</summary>
internal sealed class GroupedBatch<TKey, TLeft, TRight>(
    Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions)
    : CoGroupBatch<TKey, TLeft, TRight, KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>>(left, right, partitions)
{
    protected override void Join(
        ReadOnlySpan<TKey> keys,
        JoinSide<TKey, TLeft> left,
        JoinSide<TKey, TRight> right,
        BlockSink<KeyValuePair<TKey, (IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right)>> sink)
    {
        for (int key = 0; key < keys.Length && !sink.IsFull; key++)
        {
            (IReadOnlyList<TLeft>, IReadOnlyList<TRight>) values = (left.ValuesOf(key), right.ValuesOf(key));
            sink.Accept([KeyValuePair.Create(keys[key], values)]);
        }
    }
}
