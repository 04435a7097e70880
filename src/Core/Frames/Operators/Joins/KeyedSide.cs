namespace HotStream;

/// <summary>One side of a join: its columns, its keys, and whether rows with a null that equals no other are of no use.</summary>
internal sealed record KeyedSide(IReadOnlyList<PlanColumn> Columns, IReadOnlyList<Bound> Keys, IReadOnlyList<bool> AreNullsEqual,
    bool DropsNulls);
