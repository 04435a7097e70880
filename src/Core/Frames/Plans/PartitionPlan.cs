namespace HotStream;

/// <summary>The rows dealt to so many partitions: of a sink, so many files.</summary>
internal sealed class PartitionPlan(Plan input, int partitions, bool mayMove) : Plan(input.Output, input)
{
    public int Partitions { get; } = partitions;

    /// <summary>Whether rows are dealt anew, or partitions are only put together.</summary>
    public bool MayMove { get; } = mayMove;

    public override Plan With(IReadOnlyList<Plan> inputs) => new PartitionPlan(inputs[0], Partitions, MayMove);

    public override string ToString() => $"{(MayMove ? "Repartition" : "Coalesce")} {Partitions}";
}
