namespace HotStream;

/// <summary>Some of the rows: so many, after so many others.</summary>
internal sealed class LimitPlan(Plan input, long count, long skipped) : Plan(input.Output, input)
{
    public long Count { get; } = count;

    public long Skipped { get; } = skipped;

    public override Plan With(IReadOnlyList<Plan> inputs) => new LimitPlan(inputs[0], Count, Skipped);

    public override string ToString() => $"Limit {Count}{(Skipped > 0 ? $" offset {Skipped}" : "")}";
}
