namespace HotStream;

/// <summary>In what a <see cref="StreamingKMeans"/> forgets.</summary>
public enum DecayTimeUnit
{
    /// <summary>By batches: every batch, also an empty one, discounts what was learned before it by the decay factor once.</summary>
    Batches,

    /// <summary>By points: a batch of n points discounts what was learned before it by the decay factor to the power of n.</summary>
    Points,
}
