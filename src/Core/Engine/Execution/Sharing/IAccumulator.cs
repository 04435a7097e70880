namespace HotStream;

/// <summary>An accumulator, whatever it accumulates.</summary>
internal interface IAccumulator : ISharedVariable
{
    /// <summary>Adds for good what a run collected. Under the owner's lock.</summary>
    void Absorb(object additions);
}
