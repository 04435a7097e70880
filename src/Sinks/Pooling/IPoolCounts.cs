namespace HotStream.Sinks;

/// <summary>What the meter reads of a pool, on any thread.</summary>
internal interface IPoolCounts
{
    string Name { get; }

    int OpenCount { get; }

    int LeasedCount { get; }

    int WaitingCount { get; }
}
