namespace HotStream;

/// <summary>An aggregate of a plan with the column that it gives.</summary>
internal sealed record ComputedAggregate(BoundAggregate Aggregate, PlanColumn Output);

/// <summary>One row for each group of rows with equal keys; without keys one row for all, also when there are none.</summary>
internal sealed class AggregatePlan(Plan input, IReadOnlyList<Computed> keys, IReadOnlyList<ComputedAggregate> aggregates)
    : Plan([.. keys.Select(key => key.Output), .. aggregates.Select(aggregate => aggregate.Output)], input)
{
    public IReadOnlyList<Computed> Keys { get; } = keys;

    public IReadOnlyList<ComputedAggregate> Aggregates { get; } = aggregates;

    public override Plan With(IReadOnlyList<Plan> inputs) => new AggregatePlan(inputs[0], Keys, Aggregates);

    public override string ToString() =>
        $"Aggregate by [{string.Join(", ", Keys)}] "
            + $"[{string.Join(", ", Aggregates.Select(one => $"{one.Aggregate.Text} AS {one.Output}"))}]";
}
