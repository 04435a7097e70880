namespace HotStream.Testing;

/// <summary>What became of a law.</summary>
public enum LawVerdict
{
    /// <summary>It holds in all cases that were tried.</summary>
    Holds,

    /// <summary>It does not hold.</summary>
    Broken,

    /// <summary>Nothing was tried: the remark says what was missing.</summary>
    NotShown,
}
