namespace HotStream;

/// <summary>An aggregate; the plan that computes it is the one above the grouped rows.</summary>
internal sealed class BoundAggregate(AggregateFunction function, IReadOnlyList<Bound> inputs, DataType type, Func<AggregateState> state,
    bool isDistinct, bool hasFilter, string text)
    : Bound(type, $"{text}:{function.Name}{(isDistinct ? " distinct" : "")}{(hasFilter ? " filter" : "")}"
        + $"({string.Join(',', inputs.Select(input => input.Key))})", text, inputs)
{
    public AggregateFunction Function { get; } = function;

    /// <summary>Makes an empty state, without regard to DISTINCT.</summary>
    public Func<AggregateState> State { get; } = state;

    public bool IsDistinct { get; } = isDistinct;

    /// <summary>Whether the last input is a condition that rows must meet to count.</summary>
    public bool HasFilter { get; } = hasFilter;

    /// <summary>The arguments without the condition.</summary>
    public IReadOnlyList<Bound> Arguments => HasFilter ? [.. Inputs.SkipLast(1)] : Inputs;

    /// <summary>The same, whose sums are errors when they do not fit.</summary>
    public BoundAggregate Checked() => Function.Name is not ("sum" or "avg") ? this
        : new BoundAggregate(Function, Inputs, Type, () => State() switch
        {
            FoldState<SumLong, long, SumState<long>, long> => new FoldState<CheckedSum, long, SumState<long>, long>(),
            DecimalSumState decimals => decimals.Checked(),
            AggregateState other => other,
        }, IsDistinct, HasFilter, Text);

    public override Bound With(IReadOnlyList<Bound> inputs) =>
        new BoundAggregate(Function, inputs, Type, State, IsDistinct, HasFilter, Text);
}
