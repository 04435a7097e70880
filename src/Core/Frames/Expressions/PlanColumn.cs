namespace HotStream;

/// <summary>
/// A column of a plan's output. Its number is its identity, whatever it is called; plans above refer to it by that, so that rules may move
/// expressions without renaming anything.
/// </summary>
internal sealed record PlanColumn(long Id, string Name, DataType Type, string? Qualifier = null)
{
    private static long s_next;

    public static PlanColumn Create(string name, DataType type, string? qualifier = null) =>
        new(Interlocked.Increment(ref s_next), name, type, qualifier);

    /// <summary>The same values under a number of their own, so that a join does not mistake one for the other.</summary>
    public PlanColumn WithNewId() => this with { Id = Interlocked.Increment(ref s_next) };

    public override string ToString() => $"{Name}#{Id}";
}
