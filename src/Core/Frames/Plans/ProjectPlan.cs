namespace HotStream;

/// <summary>A computed column of a plan.</summary>
internal sealed record Computed(Bound Expression, PlanColumn Output)
{
    /// <summary>A column passed on as it is, under its own number; anything else under a new one.</summary>
    public static Computed Of(NamedBound named) => named.Expression is BoundColumn column && column.Column.Name == named.Name
        ? new Computed(column, column.Column)
        : new Computed(named.Expression, PlanColumn.Create(named.Name, named.Expression.Type));

    public override string ToString() => Expression is BoundColumn column && column.Column.Id == Output.Id ? Output.ToString()
        : $"{Expression.Text} AS {Output}";
}

/// <summary>Expressions over each row.</summary>
internal sealed class ProjectPlan(Plan input, IReadOnlyList<Computed> columns) : Plan([.. columns.Select(column => column.Output)], input)
{
    public IReadOnlyList<Computed> Columns { get; } = columns;

    public override Plan With(IReadOnlyList<Plan> inputs) => new ProjectPlan(inputs[0], Columns);

    public override string ToString() => $"Project [{string.Join(", ", Columns)}]";
}
