namespace HotStream;

/// <summary>Rows from a source: those of its columns that are wanted.</summary>
internal sealed class ScanPlan(FrameSource source, IReadOnlyList<PlanColumn> output, IReadOnlyList<int> projection) : Plan(output)
{
    public FrameSource Source { get; } = source;

    /// <summary>The places of the output's columns in the source's schema.</summary>
    public IReadOnlyList<int> Projection { get; } = projection;

    public static ScanPlan Of(FrameSource source) => new(source,
        [.. source.Schema.Select(field => PlanColumn.Create(field.Name, field.Type))], [.. Enumerable.Range(0, source.Schema.Count)]);

    public override Plan With(IReadOnlyList<Plan> inputs) => this;

    public override string ToString() => $"Scan {Source} [{string.Join(", ", Output)}]";
}
