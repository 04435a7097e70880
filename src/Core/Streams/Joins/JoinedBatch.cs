using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The joins: every left value with every right value of its key, and, as asked, values without a partner. The left records of a partition
/// become a table; the right ones stream past it and are nowhere kept. A side that is in one partition already is read where it is,
/// otherwise it is dealt to partitions by key first.
/// </summary>
internal sealed class JoinedBatch<TKey, TLeft, TRight, TValue>(
    Batch<KeyValuePair<TKey, TLeft>> left,
    Batch<KeyValuePair<TKey, TRight>> right,
    JoinKind kind,
    Func<Optional<TLeft>, Optional<TRight>, TValue> pair,
    int? partitions,
    JoinTables<TKey, TLeft> tables)
    : PairedBatch<TKey, TLeft, TRight, KeyValuePair<TKey, TValue>>(left, right, partitions)
{
    internal override void Prepare()
    {
        if (IsWhole(Left))
        {
            Left.Prepare();
        }
        else
        {
            DealLeft();
        }

        if (IsWhole(Right))
        {
            Right.Prepare();
        }
        else
        {
            DealRight();
        }
    }

    internal override void Execute(int partition, Stage<KeyValuePair<TKey, TValue>> next)
    {
        JoinTable<TKey, TLeft> table = tables.Rent();
        try
        {
            long expected = LeftDealt is null ? Left.SizeHint : LeftDealt.CountFor(partition);
            if (expected is > Block.Size and < int.MaxValue / 2)
            {
                table.Expect((int)expected);
            }

            Feed(Left, LeftDealt, partition, new Builder(table));
            using var prober = new Prober(table, kind, pair, next);
            Feed(Right, RightDealt, partition, prober);
            prober.Finish();
        }
        finally
        {
            if ((kind & JoinKind.KeepLeft) != 0 && KeyTraits<TKey>.MayHoldSlices)
            {
                Scope.OnRelease(() => tables.Return(table)); // keys of left records alone are the table's own copies
            }
            else
            {
                tables.Return(table);
            }
        }

        next.Complete();
    }

    private bool IsWhole<T>(Batch<T> side) => PartitionCount == 1 && side.PartitionCount == 1;

    private static void Feed<T>(Batch<KeyValuePair<TKey, T>> side, Exchange<TKey, T>? dealt, int partition,
        Stage<KeyValuePair<TKey, T>> next)
    {
        if (dealt is null)
        {
            side.Execute(0, next);
            return;
        }

        foreach (RecordPieces<KeyValuePair<TKey, T>> list in dealt.For(partition))
        {
            list.PushTo(next);
        }
    }

    /// <summary>The left side on its way into the table; what it holds must live until the right side has passed.</summary>
    private sealed class Builder(JoinTable<TKey, TLeft> table) : Stage<KeyValuePair<TKey, TLeft>>
    {
        public override bool KeepsRecords => TableTraits.Keeps<TKey, TLeft>();

        public override void Accept(ReadOnlySpan<KeyValuePair<TKey, TLeft>> block)
        {
            if (!block.IsEmpty)
            {
                table.Add(block);
            }
        }
    }

    /// <summary>The right side streaming past the table.</summary>
    private sealed class Prober(
        JoinTable<TKey, TLeft> table, JoinKind kind, Func<Optional<TLeft>, Optional<TRight>, TValue> pair,
        Stage<KeyValuePair<TKey, TValue>> next)
        : Stage<KeyValuePair<TKey, TRight>>, IDisposable
    {
        private readonly KeyValuePair<TKey, TValue>[] _block = ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Rent(Block.Size);
        private int _count;

        public override bool KeepsRecords => next.KeepsRecords;

        public override bool IsFull => next.IsFull;

        public override void Accept(ReadOnlySpan<KeyValuePair<TKey, TRight>> block)
        {
            if (block.IsEmpty)
            {
                return;
            }

            ReadOnlySpan<int> keys = table.Find(block);
            for (int i = 0; i < keys.Length; i++)
            {
                int key = keys[i];
                if (key < 0)
                {
                    if ((kind & JoinKind.KeepRight) != 0)
                    {
                        Put(block[i].Key, pair(default, new(true, block[i].Value)));
                    }

                    continue;
                }

                if ((kind & JoinKind.KeepLeft) != 0)
                {
                    table.Meet(key);
                }

                int last = table.LastOf(key);
                int record = last;
                do
                {
                    record = table.After(record);
                    Put(block[i].Key, pair(new(true, table.ValueOf(record)), new(true, block[i].Value)));
                }
                while (record != last);
            }
        }

        public override void Flush()
        {
            PassOn();
            next.Flush();
        }

        /// <summary>The right side is at its end: left records that met nobody, and what is held back.</summary>
        public void Finish()
        {
            if ((kind & JoinKind.KeepLeft) != 0)
            {
                ReadOnlySpan<TKey> keys = table.Keys;
                ReadOnlySpan<byte> met = table.Met;
                for (int key = 0; key < keys.Length; key++)
                {
                    int last = met[key] != 0 ? 0 : table.LastOf(key);
                    for (int record = last; record != 0; record = record == last ? 0 : record)
                    {
                        record = table.After(record);
                        Put(keys[key], pair(new(true, table.ValueOf(record)), default));
                    }
                }
            }

            PassOn();
        }

        public override void Complete()
        {
            // the join completes the next stage when both sides are done
        }

        public void Dispose() => ArrayPool<KeyValuePair<TKey, TValue>>.Shared.Return(_block,
            RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>());

        private void Put(TKey key, TValue value)
        {
            _block[_count++] = new(key, value);
            if (_count == Block.Size)
            {
                PassOn();
            }
        }

        private void PassOn()
        {
            if (_count > 0)
            {
                next.Accept(_block.AsSpan(0, _count));
                _count = 0;
            }
        }
    }
}
