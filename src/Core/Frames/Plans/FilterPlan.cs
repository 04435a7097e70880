namespace HotStream;

/// <summary>The rows in which a condition is true.</summary>
internal sealed class FilterPlan(Plan input, Bound condition) : Plan(input.Output, input)
{
    public Bound Condition { get; } = condition;

    public override Plan With(IReadOnlyList<Plan> inputs) => new FilterPlan(inputs[0], Condition);

    public override string ToString() => $"Filter {Condition.Text}";
}
