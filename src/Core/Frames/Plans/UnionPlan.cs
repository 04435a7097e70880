namespace HotStream;

/// <summary>The rows of several plans, whose columns have the same types in the same order.</summary>
internal sealed class UnionPlan(IReadOnlyList<Plan> inputs, IReadOnlyList<PlanColumn> output) : Plan(output, inputs)
{
    public override Plan With(IReadOnlyList<Plan> inputs) => new UnionPlan(inputs, Output);

    public override string ToString() => "Union";
}
