namespace HotStream;

public static partial class JoinExtensions
{
    /// <summary>
    /// Every left value with every right value of the same key whose batch times are at most so far apart: each match once, in the batch of
    /// the later of the two. Joined windows give a match again for as long as both lie in them. Both streams' records are kept for that
    /// long, with the text they may point into; a batch costs the records that are kept.
    /// </summary>
    /// <param name="left">The left pairs.</param>
    /// <param name="right">The right pairs, of the same slide.</param>
    /// <param name="within">How far apart, a multiple of the slide; zero is <c>Join</c>.</param>
    /// <param name="partitions">Partitions of each of the two halves (left with earlier right, right with earlier left); null for
    /// <see cref="StreamingOptions.Partitions"/>.</param>
    /// <exception cref="ArgumentException">The time is negative or not a multiple of the streams' slide, or the slides
    /// differ.</exception>
    public static DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>> JoinWithin<TKey, TLeft, TRight>(
        this DStream<KeyValuePair<TKey, TLeft>> left, DStream<KeyValuePair<TKey, TRight>> right, TimeSpan within, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (within < TimeSpan.Zero || within.Ticks % left.SlideDuration.Ticks != 0)
        {
            throw new ArgumentException(
                $"{within.TotalMilliseconds} ms is not a multiple of the slide of {left.OperatorName}, {left.SlideMilliseconds} ms: of "
                + "a record's time only its batch is known. Choose a multiple, or change the batch interval.", nameof(within));
        }

        if (partitions is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(partitions), partitions,
                "A join needs at least one partition; leave it out for the context's.");
        }

        long length = (long)within.TotalMilliseconds + left.SlideMilliseconds;
        return new JoinWithinDStream<TKey, TLeft, TRight>(new KeptDStream<KeyValuePair<TKey, TLeft>>(left, length),
            new KeptDStream<KeyValuePair<TKey, TRight>>(right, length), (long)within.TotalMilliseconds, partitions);
    }
}

/// <summary>
/// A join over time in two halves that have no match in common: the left records of now with the right ones of now and before, and the
/// right records of now with the left ones of before. The table is made of the records of now in both halves; those kept stream past it.
/// </summary>
internal sealed class JoinWithinDStream<TKey, TLeft, TRight>(
    KeptDStream<KeyValuePair<TKey, TLeft>> left, KeptDStream<KeyValuePair<TKey, TRight>> right, long withinMilliseconds, int? partitions)
    : DStream<KeyValuePair<TKey, (TLeft Left, TRight Right)>>(left.Context, [left, right], "JoinWithin")
{
    private readonly JoinTables<TKey, TLeft> _leftTables = new();
    private readonly JoinTables<TKey, TRight> _rightTables = new();

    internal override Batch<KeyValuePair<TKey, (TLeft Left, TRight Right)>>? Compute(BatchTime time)
    {
        if (time != Context.LastGenerated)
        {
            throw WindowErrors.NotKept(OperatorName, time);
        }

        long now = time.Milliseconds;
        long before = now - SlideMilliseconds;
        long oldest = before - withinMilliseconds;
        BatchScope scope = Context.Graph.ScopeOf(time);
        int count = partitions ?? Context.Options.Partitions;
        var newLeft = new JoinedBatch<TKey, TLeft, TRight, (TLeft Left, TRight Right)>(
            Batch(scope, left.Between(before, now)), Batch(scope, right.Between(oldest, now)), JoinKind.Inner,
            static (l, r) => (l.Value, r.Value), count, _leftTables);
        if (withinMilliseconds == 0)
        {
            return newLeft;
        }

        var newRight = new JoinedBatch<TKey, TRight, TLeft, (TLeft Left, TRight Right)>(
            Batch(scope, right.Between(before, now)), Batch(scope, left.Between(oldest, before)), JoinKind.Inner,
            static (r, l) => (l.Value, r.Value), count, _rightTables);
        return new UnionBatch<KeyValuePair<TKey, (TLeft Left, TRight Right)>>(scope, [newLeft, newRight]);
    }

    private static WindowedBatch<T> Batch<T>(BatchScope scope, RetainedBatch<T>[] batches) => new(scope, batches);
}
