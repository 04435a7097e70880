namespace HotStream.Tests.Sinks.Pooling;

/// <summary>A connection that notices two users, use after its end, and being closed twice.</summary>
internal sealed class FakeConnection(int number)
{
    private int _users;
    private int _isClosed;

    public int Number => number;

    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    public bool IsHealthy { get; set; } = true;

    /// <summary>Uses it for a moment; what was wrong, or null.</summary>
    public string? Use(int spins)
    {
        if (Interlocked.Increment(ref _users) != 1)
        {
            return $"Connection {number} has two users.";
        }

        Thread.SpinWait(spins);
        bool isClosed = IsClosed;
        return Interlocked.Decrement(ref _users) != 0 ? $"Connection {number} has two users." : isClosed
            ? $"Connection {number} was used after it was closed." : null;
    }

    public bool Close() => Interlocked.Exchange(ref _isClosed, 1) == 0;
}
