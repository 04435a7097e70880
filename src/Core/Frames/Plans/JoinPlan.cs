namespace HotStream;

/// <summary>Pairs of rows of two plans.</summary>
internal sealed class JoinPlan(Plan left, Plan right, JoinType kind, Bound? condition)
    : Plan(kind is JoinType.LeftSemi or JoinType.LeftAnti ? left.Output : [.. left.Output, .. right.Output], left, right)
{
    public JoinType Kind { get; } = kind;

    /// <summary>When rows fit; null when all do.</summary>
    public Bound? Condition { get; } = condition;

    public override Plan With(IReadOnlyList<Plan> inputs) => new JoinPlan(inputs[0], inputs[1], Kind, Condition);

    public override string ToString() => $"Join {Kind} {(Condition is null ? "" : $"on {Condition.Text}")}".TrimEnd();
}
