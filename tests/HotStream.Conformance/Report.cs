namespace HotStream.Conformance;

/// <summary>How a case went.</summary>
public enum Verdict
{
    /// <summary>As expected.</summary>
    Passed,

    /// <summary>Not as expected.</summary>
    Failed,

    /// <summary>Not run: what it asks for is not built yet.</summary>
    Skipped,
}

/// <summary>The result of a case.</summary>
/// <param name="Id">The case.</param>
/// <param name="Area">Its area.</param>
/// <param name="Verdict">How it went.</param>
/// <param name="Message">What was expected and what came, or why it was not run.</param>
public sealed record CaseResult(string Id, string Area, Verdict Verdict, string Message);

/// <summary>The results of a run.</summary>
/// <param name="Results">One for each case, in the order of the corpus.</param>
public sealed record Report(IReadOnlyList<CaseResult> Results)
{
    /// <summary>Cases that went as expected.</summary>
    public int Passed => Count(Verdict.Passed);

    /// <summary>Cases that did not.</summary>
    public int Failed => Count(Verdict.Failed);

    /// <summary>Cases not run.</summary>
    public int Skipped => Count(Verdict.Skipped);

    /// <summary>A line for each failing case, then what was skipped and why, then the sum.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (CaseResult result in Results.Where(result => result.Verdict == Verdict.Failed))
        {
            yield return $"FAILED {result.Id}: {result.Message}";
        }

        foreach (IGrouping<(string Area, string Message), CaseResult> skipped in Results
            .Where(result => result.Verdict == Verdict.Skipped)
            .GroupBy(result => (result.Area, result.Message)))
        {
            yield return $"skipped {skipped.Key.Area}, {skipped.Key.Message}: {string.Join(' ', skipped.Select(result => result.Id))}";
        }

        yield return $"{Passed} passed, {Failed} failed, {Skipped} skipped";
    }

    private int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);
}
