namespace HotStream;

/// <summary>Rows from a source: those of its columns that are wanted.</summary>
internal sealed class ScanPlan(FrameSource source, IReadOnlyList<PlanColumn> output, IReadOnlyList<int> projection,
    IReadOnlyList<ColumnCondition>? conditions = null) : Plan(output)
{
    public FrameSource Source { get; } = source;

    /// <summary>The places of the output's columns in the source's schema.</summary>
    public IReadOnlyList<int> Projection { get; } = projection;

    /// <summary>What rows meet that are wanted; the source may leave out others.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; } = conditions ?? [];

    public static ScanPlan Of(FrameSource source) => new(source,
        [.. source.Schema.Select(field => PlanColumn.Create(field.Name, field.Type))], [.. Enumerable.Range(0, source.Schema.Count)]);

    public override Plan With(IReadOnlyList<Plan> inputs) => this;

    public override string ToString() => $"Scan {Source} [{string.Join(", ", Output)}]"
        + (Conditions.Count == 0 ? "" : $" where {string.Join(" and ", Conditions.Select(Text))}");

    private string Text(ColumnCondition condition) => $"{Source.Schema[condition.Column].Name} " + condition.Operator switch
    {
        ConditionOperator.Equal => "= ",
        ConditionOperator.Less => "< ",
        ConditionOperator.LessOrEqual => "<= ",
        ConditionOperator.Greater => "> ",
        ConditionOperator.GreaterOrEqual => ">= ",
        ConditionOperator.IsNull => "is null",
        _ => "is not null",
    } + (condition.Value is null ? "" : ExpressionText.Literal(condition.Value));
}
