namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>All records of a batch aggregated into one result, in one pass over them; an empty batch gives none.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="aggregation">What to compute; see <see cref="Aggregates"/>.</param>
    public DStream<TResult> Aggregate<TResult>(Aggregation<T, TResult> aggregation) => Wide(Operators.Aggregate(aggregation));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Aggregate{TResult}(Aggregation{T, TResult})"/>
    public Batch<TResult> Aggregate<TResult>(Aggregation<T, TResult> aggregation) => Wide(Operators.Aggregate(aggregation));
}

internal static partial class Operators
{
    public static WideOperator<T, TResult> Aggregate<T, TResult>(Aggregation<T, TResult> aggregation)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        return aggregation.Accept(new FoldVisitor<T, TResult>("Aggregate"));
    }
}

/// <summary>Makes the operator that folds all records of a batch by an aggregation.</summary>
internal sealed class FoldVisitor<T, TResult>(string name) : IAggregationVisitor<T, TResult, WideOperator<T, TResult>>
{
    public WideOperator<T, TResult> Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> =>
        new FoldOperator<T, TState, TResult, TAggregate, TFinish>(name, aggregate, finish, whenEmpty: []);

    public WideOperator<T, TResult> VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
        where TAggregate : struct, IInvertibleAggregate<T, TState>
        where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
}
