namespace HotStream;

/// <summary>Conditions that must all be true.</summary>
internal static class Conjunction
{
    public static IEnumerable<Bound> Split(Bound? condition) => condition switch
    {
        null => [],
        BoundCall { Name: "and" } and => and.Inputs.SelectMany(Split),
        _ => [condition],
    };

    public static Bound? Join(IEnumerable<Bound> conditions) => conditions.Aggregate((Bound?)null, (all, one) =>
        all is null ? one : FunctionTable.Bind("and", [all, one]));
}
