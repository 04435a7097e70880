namespace HotStream.Testing;

/// <summary>Tries laws one by one; what throws is a law broken.</summary>
internal sealed class LawBook
{
    private readonly List<Law> _laws = [];

    public ContractReport Report => new([.. _laws]);

    /// <summary>Tries a law.</summary>
    /// <param name="statement">The law.</param>
    /// <param name="check">Gives what is wrong; null when nothing is.</param>
    /// <param name="notShown">Why it cannot be tried; null when it can.</param>
    public void Try(string statement, Func<string?> check, string? notShown = null)
    {
        if (notShown is not null)
        {
            _laws.Add(new Law(statement, LawVerdict.NotShown, notShown));
            return;
        }

        string? wrong;
        try
        {
            wrong = check();
        }
        catch (Exception failure)
        {
            wrong = $"{failure.GetType().Name}: {failure.Message}";
        }

        _laws.Add(new Law(statement, wrong is null ? LawVerdict.Holds : LawVerdict.Broken, wrong));
    }

    /// <summary>What two lists of records differ by; null when they are the same, in the same order.</summary>
    public static string? Difference(IReadOnlyList<string> expected, IReadOnlyList<string> actual) => expected.SequenceEqual(actual)
        ? null
        : $"{Text(expected)} was expected and {Text(actual)} came";

    /// <summary>The same without regard to order.</summary>
    public static string? DifferenceInAnyOrder(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Difference([.. expected.Order(StringComparer.Ordinal)], [.. actual.Order(StringComparer.Ordinal)]);

    public static bool IsSubsequence(IReadOnlyList<string> part, IReadOnlyList<string> whole)
    {
        int found = 0;
        foreach (string record in whole)
        {
            found += found < part.Count && part[found] == record ? 1 : 0;
        }

        return found == part.Count;
    }

    public static string Text(IReadOnlyList<string> records) => records.Count == 0 ? "nothing"
        : $"[{string.Join(", ", records.Take(10))}{(records.Count > 10 ? $", ... {records.Count} in all" : "")}]";
}
