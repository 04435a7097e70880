namespace HotStream;

/// <summary>
/// Two batches of pairs whose equal keys meet in one partition: both sides are dealt to partitions by key, once, and what was
/// dealt ends with the batch time.
/// </summary>
internal abstract class PairedBatch<TKey, TLeft, TRight, TOut> : Batch<TOut>
{
    private readonly int _partitions;

    protected PairedBatch(Batch<KeyValuePair<TKey, TLeft>> left, Batch<KeyValuePair<TKey, TRight>> right, int? partitions)
        : base(left.Scope)
    {
        Left = left;
        Right = right;
        _partitions = partitions ?? Math.Max(1, Math.Max(left.PartitionCount, right.PartitionCount));
        Scope.OnRelease(() =>
        {
            LeftDealt?.Release();
            RightDealt?.Release();
        });
    }

    public override int PartitionCount => _partitions;

    internal override bool KeepsSourcesWhole => true;

    internal override long SizeHint => Left.SizeHint < 0 || Right.SizeHint < 0 ? -1 : Left.SizeHint + Right.SizeHint;

    protected Batch<KeyValuePair<TKey, TLeft>> Left { get; }

    protected Batch<KeyValuePair<TKey, TRight>> Right { get; }

    /// <summary>The left side by partitions; null until it was dealt.</summary>
    protected Exchange<TKey, TLeft>? LeftDealt { get; private set; }

    /// <summary>The right side by partitions; null until it was dealt.</summary>
    protected Exchange<TKey, TRight>? RightDealt { get; private set; }

    protected void DealLeft() => LeftDealt ??= new Exchange<TKey, TLeft>(Left, _partitions);

    protected void DealRight() => RightDealt ??= new Exchange<TKey, TRight>(Right, _partitions);
}
