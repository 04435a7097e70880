namespace HotStream;

/// <summary>What all sets of groups of an aggregation have in common.</summary>
internal sealed class AggregateShape
{
    private readonly int[] _columns; // of each value, which of the kept ones it is

    public AggregateShape(AggregatePlan plan)
    {
        Keys = [.. plan.Keys.Select(key => key.Expression.Type)];
        Aggregates = [.. plan.Aggregates.Select(one => one.Aggregate)];
        Output = [.. plan.Output.Select(column => column.Type)];
        Values = [.. plan.Keys.Select(key => key.Expression), .. Aggregates.SelectMany(aggregate => aggregate.Inputs)];
        string[] different = [.. Values.Select(value => value.Key).Distinct()];
        _columns = [.. Values.Select(value => Array.IndexOf(different, value.Key))];
        Kept = [.. different.Select((_, column) => Array.IndexOf(_columns, column))];
    }

    /// <summary>The types of the keys.</summary>
    public DataType[] Keys { get; }

    public BoundAggregate[] Aggregates { get; }

    /// <summary>The types of the columns that come out: keys, then results.</summary>
    public DataType[] Output { get; }

    /// <summary>What is computed of each row: keys, then the inputs of each aggregate.</summary>
    public Bound[] Values { get; }

    /// <summary>Which of the values are kept when a row is: the first of those that are the same.</summary>
    public int[] Kept { get; }

    /// <summary>Columns for all values that show what is kept: those that are the same are one.</summary>
    public ColumnVector[] CreateViews()
    {
        ColumnVector[] views = [.. Kept.Select(value => ColumnVector.View(Values[value].Type))];
        return [.. _columns.Select(column => views[column])];
    }
}
