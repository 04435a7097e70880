namespace HotStream;

/// <summary>Groups of rows with equal keys, of which aggregates make a frame: the keys first, then the aggregates.</summary>
public sealed class GroupedFrame
{
    private readonly DataFrame _frame;
    private readonly Expression[] _keys;

    internal GroupedFrame(DataFrame frame, Expression[] keys)
    {
        _frame = frame;
        _keys = keys;
        _ = new Binder(frame.Plan.Output).BindList(keys);
    }

    /// <summary>Aggregates of each group.</summary>
    /// <param name="aggregates">Expressions of aggregates and keys, for example <c>Avg(frame["speed"]).As("mean")</c>.</param>
    public DataFrame Agg(params Column[] aggregates)
    {
        var binder = new Binder(_frame.Plan.Output);
        IReadOnlyList<NamedBound> keys = binder.BindList(_keys);
        return new DataFrame(_frame.Session,
            PlanBuilder.Aggregate(_frame.Plan, keys, [.. keys, .. binder.BindList(aggregates.Select(one => one.Expression))], null));
    }

    /// <summary>The number of rows of each group, in a column <c>count</c>.</summary>
    public DataFrame Count() => Agg(Functions.Count(Functions.Lit(1)).As("count"));

    /// <summary>The sum of columns in each group, in columns <c>sum(name)</c>.</summary>
    /// <param name="names">The columns.</param>
    public DataFrame Sum(params string[] names) => Agg([.. names.Select(name => Functions.Sum(Functions.Col(name)))]);

    /// <summary>The mean of columns in each group, in columns <c>avg(name)</c>.</summary>
    /// <param name="names">The columns.</param>
    public DataFrame Avg(params string[] names) => Agg([.. names.Select(name => Functions.Avg(Functions.Col(name)))]);

    /// <summary>The least value of columns in each group, in columns <c>min(name)</c>.</summary>
    /// <param name="names">The columns.</param>
    public DataFrame Min(params string[] names) => Agg([.. names.Select(name => Functions.Min(Functions.Col(name)))]);

    /// <summary>The greatest value of columns in each group, in columns <c>max(name)</c>.</summary>
    /// <param name="names">The columns.</param>
    public DataFrame Max(params string[] names) => Agg([.. names.Select(name => Functions.Max(Functions.Col(name)))]);
}
