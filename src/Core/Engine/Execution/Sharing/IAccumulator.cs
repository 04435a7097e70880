namespace HotStream;

/// <summary>An accumulator, whatever it accumulates.</summary>
internal interface IAccumulator : ISharedVariable
{
    /// <summary>Adds for good what a run collected. Under the owner's lock.</summary>
    void Absorb(object additions);

    /// <summary>
    /// Everything added so far, in words that <see cref="Restore"/> reads; null unless it is to be kept. Under the owner's lock.
    /// </summary>
    string? Save();

    /// <summary>Goes on from what an earlier life saved. Under the owner's lock.</summary>
    /// <exception cref="FormatException">It is none that was saved by such an accumulator.</exception>
    void Restore(string saved);
}
