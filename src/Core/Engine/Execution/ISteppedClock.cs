namespace HotStream;

/// <summary>A clock set by hand: whoever runs batches by it says how to wait for those that fell due. Safe from any thread.</summary>
internal interface ISteppedClock
{
    /// <summary>Batches run by this clock until the answer is disposed.</summary>
    /// <param name="name">Who runs them.</param>
    /// <param name="awaitDue">Waits until those that fell due are done, at most so long; false when time ran out.</param>
    IDisposable Enter(string name, Func<TimeSpan, bool> awaitDue);
}
