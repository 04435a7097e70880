namespace HotStream;

/// <summary>A result with its name.</summary>
internal sealed record NamedBound(Bound Expression, string Name)
{
    /// <summary>The names of the other columns of a function that gives several.</summary>
    public IReadOnlyList<string> MoreNames { get; init; } = [];
}
