namespace HotStream.Testing;

/// <summary>The laws of a contract, each with its verdict.</summary>
public sealed class ContractReport
{
    internal ContractReport(IReadOnlyList<Law> laws) => Laws = laws;

    /// <summary>The laws.</summary>
    public IReadOnlyList<Law> Laws { get; }

    /// <summary>Those that do not hold.</summary>
    public IReadOnlyList<Law> Broken => [.. Laws.Where(static law => law.Verdict == LawVerdict.Broken)];

    /// <summary>Whether none is broken.</summary>
    public bool Holds => Broken.Count == 0;

    /// <summary>Throws unless all laws hold, or were not shown.</summary>
    /// <returns>The report itself.</returns>
    /// <exception cref="BrokenLawException">The message has each law that is broken, and how.</exception>
    public ContractReport ThrowIfBroken() =>
        Holds ? this : throw new BrokenLawException(string.Join('\n', Broken.Select(static law => law.ToString())));

    /// <summary>A line for each law.</summary>
    public override string ToString() => string.Join('\n', Laws.Select(static law => law.ToString()));
}
