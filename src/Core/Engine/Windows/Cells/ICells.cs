namespace HotStream;

/// <summary>
/// What a window's columns hold for each key, and how two columns become one. A column has a cell for every key, also for those that did
/// not come; these hold <see cref="Neutral"/>, and merging it changes nothing, so that columns merge from end
/// to end without asking who came.
/// </summary>
internal interface ICells<TState, TCell>
{
    /// <summary>The cell of a key that did not come.</summary>
    TCell Neutral { get; }

    /// <summary>Whether merging a cell changes nothing.</summary>
    bool IsNeutral(TCell cell);

    TCell Of(TState state);

    /// <summary>The state in a cell that is not neutral.</summary>
    TState StateOf(TCell cell);

    /// <summary>Merges a cell of the same key, in place.</summary>
    void Merge(ref TCell earlier, TCell later);

    /// <summary>
    /// <paramref name="into"/>[i] = earlier[i] merged with later[i], for columns of the same length;
    /// <paramref name="into"/> may be one of them.
    /// </summary>
    void Merge(ReadOnlySpan<TCell> earlier, ReadOnlySpan<TCell> later, Span<TCell> into);
}
