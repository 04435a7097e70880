namespace HotStream;

/// <summary>A function in C# over each row: it sees all columns, and nobody sees into it.</summary>
internal sealed class MapPlan(Plan input, RowMap map, IReadOnlyList<PlanColumn> read, IReadOnlyList<PlanColumn> output)
    : Plan(output, input)
{
    public RowMap Map { get; } = map;

    /// <summary>The columns that the function sees, in the order in which it sees them.</summary>
    public IReadOnlyList<PlanColumn> Read { get; } = read;

    public static MapPlan Of(Plan input, RowMap map, Schema schema) =>
        new(input, map, input.Output, [.. schema.Select(field => PlanColumn.Create(field.Name, field.Type))]);

    public override Plan With(IReadOnlyList<Plan> inputs) => new MapPlan(inputs[0], Map, Read, Output);

    public override string ToString() => $"Map [{string.Join(", ", Output)}]";
}
