namespace HotStream.Tests.Sinks.Pooling;

/// <summary>What the stress test needs of a pool.</summary>
internal interface IPoolUnderTest
{
    /// <summary>Borrows a connection; null when none came for a long time.</summary>
    Task<(FakeConnection Connection, Action<bool> Return)?> LeaseAsync();

    /// <summary>Closes everything.</summary>
    Task EndAsync();
}
