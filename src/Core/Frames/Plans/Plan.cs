namespace HotStream;

/// <summary>
/// What is to be computed, as a tree: each node says which columns it gives. It does not know how, nor whether its sources end. Immutable;
/// rules make new trees.
/// </summary>
internal abstract class Plan(IReadOnlyList<PlanColumn> output, params IReadOnlyList<Plan> inputs)
{
    public IReadOnlyList<PlanColumn> Output { get; } = output;

    public IReadOnlyList<Plan> Inputs { get; } = inputs;

    public Schema Schema => new(Output.Select(column => new StructField(column.Name, column.Type)));

    /// <summary>The node in a line.</summary>
    public abstract override string ToString();

    /// <summary>The same over other inputs, which give at least the columns it reads.</summary>
    public abstract Plan With(IReadOnlyList<Plan> inputs);

    /// <summary>The tree, a node a line.</summary>
    public string ToTree(int depth = 0) =>
        $"{new string(' ', depth * 2)}{(depth == 0 ? "" : "+- ")}{this}\n{string.Concat(Inputs.Select(input => input.ToTree(depth + 1)))}";
}
