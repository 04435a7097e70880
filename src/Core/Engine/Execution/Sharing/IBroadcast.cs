namespace HotStream;

/// <summary>A broadcast, whatever its value.</summary>
internal interface IBroadcast : ISharedVariable
{
    /// <summary>A batch begins: unless it has a value already, it gets the newest. Under the owner's lock.</summary>
    void Begin(BatchTime time);

    /// <summary>Batches for which this holds will not be computed again. Under the owner's lock.</summary>
    void Forget(Predicate<BatchTime> isOver);
}
