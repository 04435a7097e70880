namespace HotStream;

/// <summary>What all sets of groups of an aggregation have in common.</summary>
internal sealed class AggregateShape(AggregatePlan plan)
{
    /// <summary>The types of the keys.</summary>
    public DataType[] Keys { get; } = [.. plan.Keys.Select(key => key.Expression.Type)];

    public BoundAggregate[] Aggregates { get; } = [.. plan.Aggregates.Select(one => one.Aggregate)];

    /// <summary>The types of the columns that come out: keys, then results.</summary>
    public DataType[] Output { get; } = [.. plan.Output.Select(column => column.Type)];

    /// <summary>What is computed of each row: keys, then the inputs of each aggregate.</summary>
    public Bound[] Values { get; } =
        [.. plan.Keys.Select(key => key.Expression), .. plan.Aggregates.SelectMany(one => one.Aggregate.Inputs)];
}
