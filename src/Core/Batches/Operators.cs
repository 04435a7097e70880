using System.Numerics;

namespace HotStream;

/// <summary>Makes the operators that <see cref="DStream{T}"/> and <see cref="Batch{T}"/> share, each in one place.</summary>
internal static class Operators
{
    public static NarrowOperator<TIn, TOut> Map<TIn, TOut>(Func<TIn, TOut> function, string name = "Map") =>
        new MapOperator<TIn, TOut, DelegateFunction<TIn, TOut>>(name, new(Given(function)));

    public static NarrowOperator<T, T> Filter<T>(Func<T, bool> predicate) =>
        new FilterOperator<T, DelegateFunction<T, bool>>("Filter", new(Given(predicate)));

    public static NarrowOperator<TIn, TOut> FlatMap<TIn, TOut>(Func<TIn, IEnumerable<TOut>> function, string name = "FlatMap") =>
        new FlatMapOperator<TIn, TOut>(name, Given(function));

    public static NarrowOperator<TIn, Utf8Slice> FlatMap<TIn>(Func<TIn, Utf8Split> function) => new SplitOperator<TIn>("FlatMap", Given(function));

    public static NarrowOperator<TIn, TOut> MapPartitions<TIn, TOut>(Func<IReadOnlyList<TIn>, IEnumerable<TOut>> function)
    {
        Given(function);
        return new PartitionOperator<TIn, TOut>("MapPartitions", function);
    }

    public static NarrowOperator<T, T[]> Glom<T>() => new PartitionOperator<T, T[]>("Glom", partition => [partition.Span.ToArray()]);

    public static WideOperator<T, T> Repartition<T>(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return new GatherOperator<T>("Repartition", partitions, order: null);
    }

    public static WideOperator<T, T> SortBy<T, TKey>(Func<T, TKey> key, bool descending)
    {
        Given(key);
        int sign = descending ? -1 : 1;
        return new GatherOperator<T>("SortBy", 1, (left, right) => sign * Comparer<TKey>.Default.Compare(key(left), key(right)));
    }

    public static WideOperator<T, KeyValuePair<T, long>> CountByValue<T>(int? partitions) => new CountByValueOperator<T>("CountByValue", Positive(partitions));

    public static WideOperator<T, T> Distinct<T>() => new DistinctOperator<T>("Distinct");

    public static WideOperator<T, long> Count<T>() => new FoldOperator<T, long, long, CountAggregate<T>, Identity<long>>("Count", default, default, whenEmpty: [0]);

    public static WideOperator<T, T> Reduce<T>(Func<T, T, T> reduce) =>
        new FoldOperator<T, T, T, ReduceAggregate<T>, Identity<T>>("Reduce", new(Given(reduce)), default, whenEmpty: []);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TValue>> ReduceByKey<TKey, TValue>(
        Func<TValue, TValue, TValue> reduce, int? partitions) =>
        ByKey<TKey, TValue, TValue, ReduceAggregate<TValue>>("ReduceByKey", new(Given(reduce)), partitions);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TValue>> SumByKey<TKey, TValue>(int? partitions)
        where TValue : INumberBase<TValue> => ByKey<TKey, TValue, TValue, SumAggregate<TValue>>("SumByKey", default, partitions);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TState>> AggregateByKey<TKey, TValue, TState, TAggregate>(
        TAggregate aggregate, int? partitions)
        where TAggregate : struct, IAggregate<TValue, TState> => ByKey<TKey, TValue, TState, TAggregate>("AggregateByKey", aggregate, partitions);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TResult>> AggregateByKey<TKey, TValue, TResult>(
        Aggregation<TValue, TResult> aggregation, int? partitions)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new CombineVisitor<TKey, TValue, TResult>("AggregateByKey", Positive(partitions)));
    }

    public static WideOperator<T, TResult> Aggregate<T, TResult>(Aggregation<T, TResult> aggregation)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new FoldVisitor<T, TResult>("Aggregate"));
    }

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TState>> CombineByKey<TKey, TValue, TState>(
        Func<TValue, TState> create, Func<TState, TValue, TState> add, Func<TState, TState, TState> merge, int? partitions) =>
        ByKey<TKey, TValue, TState, CombineAggregate<TValue, TState>>("CombineByKey", new(Given(create), Given(add), Given(merge)), partitions);

    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, List<TValue>>> GroupByKey<TKey, TValue>(int? partitions) =>
        ByKey<TKey, TValue, List<TValue>, ListAggregate<TValue>>("GroupByKey", default, partitions);

    private static CombineOperator<TKey, TValue, TState, TState, TAggregate, Identity<TState>> ByKey<TKey, TValue, TState, TAggregate>(
        string name, TAggregate aggregate, int? partitions)
        where TAggregate : struct, IAggregate<TValue, TState> => new(name, aggregate, default, Positive(partitions));

    private static TDelegate Given<TDelegate>(TDelegate function)
        where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }

    private static int? Positive(int? partitions) => partitions is < 1
        ? throw new ArgumentOutOfRangeException(nameof(partitions), partitions, "A keyed step needs at least one partition; leave it out for as many as its input has.")
        : partitions;
}
