namespace HotStream;

/// <summary>How far a query has come with what it reads.</summary>
/// <param name="PartsRead">Parts of its sources that were read to their end.</param>
/// <param name="Parts">Parts of the sources it has begun with; more may come when a join begins with its other side.</param>
public readonly record struct QueryProgress(int PartsRead, int Parts);
