using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>The joins: every left value with every right value of its key, and, as asked, values without a partner.</summary>
internal sealed class JoinedBatch<TKey, TLeft, TRight, TValue>(
    Batch<KeyValuePair<TKey, TLeft>> left,
    Batch<KeyValuePair<TKey, TRight>> right,
    JoinKind kind,
    Func<Optional<TLeft>, Optional<TRight>, TValue> pair,
    int? partitions)
    : CoGroupBatch<TKey, TLeft, TRight, KeyValuePair<TKey, TValue>>(left, right, partitions)
{
    protected override void Join(
        ReadOnlySpan<TKey> keys, JoinSide<TKey, TLeft> left, JoinSide<TKey, TRight> right, BlockSink<KeyValuePair<TKey, TValue>> sink)
    {
        KeyValuePair<TKey, TValue>[] block = ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Rent(Block.Size);
        int count = 0;
        for (int key = 0; key < keys.Length && !sink.IsFull; key++)
        {
            int leftFirst = left.First(key);
            int rightFirst = right.First(key);
            bool kept = (leftFirst >= 0 || (kind & JoinKind.KeepRight) != 0) && (rightFirst >= 0 || (kind & JoinKind.KeepLeft) != 0);
            if (!kept)
            {
                continue;
            }

            int l = leftFirst;
            do
            {
                int r = rightFirst;
                do
                {
                    if (count == Block.Size)
                    {
                        sink.Accept(block.AsSpan(0, count));
                        count = 0;
                    }

                    Optional<TLeft> leftValue = l < 0 ? default : new(true, left.Value(l));
                    Optional<TRight> rightValue = r < 0 ? default : new(true, right.Value(r));
                    block[count++] = KeyValuePair.Create(keys[key], pair(leftValue, rightValue));
                    r = r < 0 ? -1 : right.Next(r);
                }
                while (r >= 0);

                l = l < 0 ? -1 : left.Next(l);
            }
            while (l >= 0);
        }

        sink.Accept(block.AsSpan(0, count));
        ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Return(block, RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>());
    }
}
