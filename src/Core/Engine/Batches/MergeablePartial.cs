namespace HotStream;

/// <summary>A partial that takes in others of its operator. Those of windows do not: they are poured into the window's tables.</summary>
internal abstract class MergeablePartial<T> : Partial<T>
{
    /// <summary>Adds what another partial of the same operator holds for one output partition of several.</summary>
    public abstract void Absorb(Partial<T> other, int partition, int partitions);
}
