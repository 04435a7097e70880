namespace HotStream;

/// <summary>
/// Two batches of pairs brought together by key; cogroup and the joins are ways of reading it. Each output partition numbers its keys with
/// one table and threads the records of both sides on chains, so that nothing is allocated per key.
/// </summary>
internal abstract class CoGroupBatch<TKey, TLeft, TRight, TOut> : Batch<TOut>
{
    private readonly Batch<KeyValuePair<TKey, TLeft>> _left;
    private readonly Batch<KeyValuePair<TKey, TRight>> _right;
    private readonly int _partitions;
    private Exchange<TKey, TLeft>? _leftDealt;
    private Exchange<TKey, TRight>? _rightDealt;

    protected CoGroupBatch(Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions)
        : base(left.Scope)
    {
        _left = left;
        _right = right;
        _partitions = partitions ?? Math.Max(1, Math.Max(left.PartitionCount, right.PartitionCount));
        Scope.OnRelease(() =>
        {
            _leftDealt?.Release();
            _rightDealt?.Release();
        });
    }

    public override int PartitionCount => _partitions;

    internal override long SizeHint => _left.SizeHint < 0 || _right.SizeHint < 0 ? -1 : _left.SizeHint + _right.SizeHint;

    internal override void Prepare()
    {
        _leftDealt ??= new Exchange<TKey, TLeft>(_left, _partitions);
        _rightDealt ??= new Exchange<TKey, TRight>(_right, _partitions);
    }

    internal override void Execute(int partition, BlockSink<TOut> sink)
    {
        using var keys = new GroupTable<TKey, byte>();
        var left = new JoinSide<TKey, TLeft>(keys, _leftDealt!.For(partition));
        var right = new JoinSide<TKey, TRight>(keys, _rightDealt!.For(partition));
        left.Cover(keys.Count);
        right.Cover(keys.Count); // a side without records has covered none
        Join(keys.Keys, left, right, sink);
        left.Release();
        right.Release();
        sink.Complete();
    }

    protected abstract void Join(ReadOnlySpan<TKey> keys, JoinSide<TKey, TLeft> left, JoinSide<TKey, TRight> right, BlockSink<TOut> sink);
}
