namespace HotStream;

/// <summary>Pairs of rows of two plans.</summary>
/// <param name="left">One side.</param>
/// <param name="right">The other side.</param>
/// <param name="kind">What becomes of rows without a partner.</param>
/// <param name="condition">When rows fit; null when all do.</param>
/// <param name="output">The columns that are asked for, in the order of the sides; null for all.</param>
internal sealed class JoinPlan(Plan left, Plan right, JoinType kind, Bound? condition, IReadOnlyList<PlanColumn>? output = null)
    : Plan(output ?? All(left, right, kind), left, right)
{
    public JoinType Kind { get; } = kind;

    /// <summary>When rows fit; null when all do.</summary>
    public Bound? Condition { get; } = condition;

    public override Plan With(IReadOnlyList<Plan> inputs) => new JoinPlan(inputs[0], inputs[1], Kind, Condition, Output);

    /// <summary>The same pairs with fewer columns.</summary>
    public JoinPlan Narrow(IReadOnlyList<Plan> inputs, IReadOnlyList<PlanColumn> output) =>
        new(inputs[0], inputs[1], Kind, Condition, output);

    public override string ToString() => $"Join {Kind} {(Condition is null ? "" : $"on {Condition.Text}")}".TrimEnd();

    private static IReadOnlyList<PlanColumn> All(Plan left, Plan right, JoinType kind) =>
        kind is JoinType.LeftSemi or JoinType.LeftAnti ? left.Output : [.. left.Output, .. right.Output];
}
