namespace HotStream.Conformance;

/// <summary>Runs one kind of cases.</summary>
internal interface ICaseRunner
{
    /// <summary>Runs a case.</summary>
    /// <returns>What it gave, batch after batch.</returns>
    /// <exception cref="RefusedException">The engine refused.</exception>
    /// <exception cref="CorpusException">The case asks for something unknown.</exception>
    IReadOnlyList<Output> Run(Case @case, RunSettings settings);
}
