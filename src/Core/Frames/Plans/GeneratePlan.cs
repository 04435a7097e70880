namespace HotStream;

/// <summary>A row for each value of a list or a map, with all columns of the row it was in.</summary>
internal sealed class GeneratePlan(Plan input, BoundGenerator generator, IReadOnlyList<PlanColumn> generated)
    : Plan([.. input.Output, .. generated], input)
{
    public BoundGenerator Generator { get; } = generator;

    /// <summary>The new columns: perhaps the place; then the value, or key and value.</summary>
    public IReadOnlyList<PlanColumn> Generated { get; } = generated;

    public override Plan With(IReadOnlyList<Plan> inputs) => new GeneratePlan(inputs[0], Generator, Generated);

    public override string ToString() =>
        $"Generate {(Generator.IsOuter ? "outer " : "")}{Generator.Text} AS [{string.Join(", ", Generated)}]";
}
