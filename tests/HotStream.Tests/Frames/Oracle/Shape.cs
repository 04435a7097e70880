namespace HotStream.Tests.Frames.Oracle;

/// <summary>One way to make an expression: of parts of given types, in both languages.</summary>
/// <param name="Result">The type that it gives.</param>
/// <param name="Ours">Our text, {0} for the first part.</param>
/// <param name="Duck">DuckDB's text with Spark's meaning.</param>
/// <param name="Parameters">Names of types, or of small sets of literals.</param>
internal sealed record Shape(PlanType Result, string Ours, string Duck, params string[] Parameters)
{
    public static Shape Same(PlanType result, string both, params string[] parameters) => new(result, both, both, parameters);
}
