namespace HotStream;

/// <content>Stateless transformations.</content>
public abstract partial class DStream<T>
{
    /// <summary>One record becomes one record.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Applied to every record, on worker threads.</param>
    public DStream<TOut> Map<TOut>(Func<T, TOut> function) => Narrow(Operators.Map(function));

    /// <summary><see cref="Map{TOut}(Func{T, TOut})"/> by a struct function, which the loop is specialised for.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <typeparam name="TFunction">The function's type.</typeparam>
    /// <param name="function">The function.</param>
    public DStream<TOut> Map<TOut, TFunction>(TFunction function)
        where TFunction : struct, IFunction<T, TOut> => Narrow(new MapOperator<T, TOut, TFunction>("Map", function));

    /// <summary>Keeps the records for which the predicate holds.</summary>
    /// <param name="predicate">Asked for every record, on worker threads.</param>
    public DStream<T> Filter(Func<T, bool> predicate) => Narrow(Operators.Filter(predicate));

    /// <summary><see cref="Filter(Func{T, bool})"/> by a struct predicate, which the loop is specialised for.</summary>
    /// <typeparam name="TPredicate">The predicate's type.</typeparam>
    /// <param name="predicate">The predicate.</param>
    public DStream<T> Filter<TPredicate>(TPredicate predicate)
        where TPredicate : struct, IFunction<T, bool> => Narrow(new FilterOperator<T, TPredicate>("Filter", predicate));

    /// <summary>One record becomes any number of records.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Applied to every record, on worker threads; must not return null.</param>
    public DStream<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function) => Narrow(Operators.FlatMap(function));

    /// <summary>One record becomes the parts of a text, in place and without allocation: <c>line =&gt; line.Split((byte)' ')</c>.</summary>
    /// <param name="function">Says what to split and how; applied to every record, on worker threads.</param>
    public DStream<Utf8Slice> FlatMap(Func<T, Utf8Split> function) => Narrow(Operators.FlatMap(function));

    /// <summary>Applies a function to each whole partition; called for empty partitions too.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Gets a partition's records, valid during the call and the enumeration of its result.</param>
    public DStream<TOut> MapPartitions<TOut>(Func<IReadOnlyList<T>, IEnumerable<TOut>> function) => Narrow(Operators.MapPartitions(function));

    /// <summary>Gives blocks of records to a function with memory of its own, which may also refuse records: what parsers are made of.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="name">The operator's name in messages.</param>
    /// <param name="create">Makes a function; called for about as many as there are workers.</param>
    public DStream<TOut> MapBlocks<TOut>(string name, Func<BlockFunction<T, TOut>> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return Narrow(new BlockOperator<T, TOut>(name, create, Context.PostDeadLetter));
    }

    /// <summary>Each partition as one array; empty partitions give empty arrays.</summary>
    public DStream<T[]> Glom() => Narrow(Operators.Glom<T>());

    /// <summary>Deals the records to exactly so many partitions; their order is not kept.</summary>
    /// <param name="partitions">Partitions of the new stream, at least 1.</param>
    public DStream<T> Repartition(int partitions) => Wide(Operators.Repartition<T>(partitions));

    /// <summary>The records of this and another stream at the same times; duplicates are kept.</summary>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <exception cref="ArgumentException">Another context or another slide.</exception>
    public DStream<T> Union(DStream<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new UnionDStream<T>(Context, [this, other]);
    }

    /// <summary>The number of records: one 64-bit number per batch, 0 for an empty one.</summary>
    public DStream<long> Count() => Wide(Operators.Count<T>());

    /// <summary>All records of a batch folded into one; an empty batch gives none.</summary>
    /// <param name="function">Associative and commutative.</param>
    public DStream<T> Reduce(Func<T, T, T> function) => Wide(Operators.Reduce(function));

    /// <summary>All records of a batch aggregated into one result, in one pass over them; an empty batch gives none.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="aggregation">What to compute; see <see cref="Aggregates"/>.</param>
    public DStream<TResult> Aggregate<TResult>(Aggregation<T, TResult> aggregation) => Wide(Operators.Aggregate(aggregation));

    /// <summary>How often each distinct record occurs in the batch.</summary>
    public DStream<KeyValuePair<T, long>> CountByValue() => Wide(Operators.CountByValue<T>(null));

    /// <summary><see cref="CountByValue()"/> into a given number of partitions.</summary>
    /// <param name="partitions">Partitions of the result, at least 1.</param>
    public DStream<KeyValuePair<T, long>> CountByValue(int partitions) => Wide(Operators.CountByValue<T>(partitions));

    /// <summary>Any function from batch to batch, called once per batch on the driver, also for empty batches: it may read data that changes.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> Transform<TOut>(Func<Batch<T>, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Transform((batch, _) => function(batch));
    }

    /// <summary><see cref="Transform{TOut}(Func{Batch{T}, Batch{TOut}})"/> that sees the batch time.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> Transform<TOut>(Func<Batch<T>, BatchTime, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedDStream<TOut>(Context, [this], "Transform", time => GetOrCompute(time) is { } batch ? (true, TransformedDStream<TOut>.Call("Transform", time, () => function(batch, time))) : default);
    }

    /// <summary>Any function of this and another stream's batches of the same time, called once per batch on the driver.</summary>
    /// <typeparam name="TOther">Records of the other stream.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other, Func<Batch<T>, Batch<TOther>, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TransformWith(other, (left, right, _) => function(left, right));
    }

    /// <summary><see cref="TransformWith{TOther, TOut}(DStream{TOther}, Func{Batch{T}, Batch{TOther}, Batch{TOut}})"/> that sees the batch time.</summary>
    /// <typeparam name="TOther">Records of the other stream.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other, Func<Batch<T>, Batch<TOther>, BatchTime, Batch<TOut>> function) =>
        TransformWith(other, "TransformWith", function);

    internal DStream<TOut> TransformWith<TOther, TOut>(
        DStream<TOther> other, string name, Func<Batch<T>, Batch<TOther>, BatchTime, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedDStream<TOut>(Context, [this, other], name, time =>
            GetOrCompute(time) is { } left && other.GetOrCompute(time) is { } right ? (true, TransformedDStream<TOut>.Call(name, time, () => function(left, right, time))) : default);
    }
}
