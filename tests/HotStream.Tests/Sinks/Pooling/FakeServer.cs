using System.Collections.Concurrent;

namespace HotStream.Tests.Sinks.Pooling;

/// <summary>Opens and closes <see cref="FakeConnection"/>s and keeps count.</summary>
internal sealed class FakeServer
{
    private int _opened;
    private int _open;
    private int _mostOpen;

    public ConcurrentQueue<string> Violations { get; } = [];

    public List<FakeConnection> All { get; } = [];

    public int Opened => Volatile.Read(ref _opened);

    public int Open => Volatile.Read(ref _open);

    public int MostOpen => Volatile.Read(ref _mostOpen);

    public int Checks { get; private set; }

    /// <summary>What opening fails with, or null.</summary>
    public Exception? Refuses { get; set; }

    public ConnectionPool<FakeConnection> Pool(int most, TimeProvider? clock = null, TimeSpan? idle = null, TimeSpan? checkAfter = null) =>
        new(
        new PoolOptions
        {
            Name = "test",
            MaxConnections = most,
            TimeProvider = clock ?? TimeProvider.System,
            IdleTimeout = idle ?? TimeSpan.FromMinutes(1),
            CheckAfter = checkAfter ?? TimeSpan.FromSeconds(1),
        },
        OpenAsync,
        Close,
        (connection, _) =>
        {
            Checks++;
            return new(connection.IsHealthy);
        });

    public ValueTask<FakeConnection> OpenAsync(CancellationToken cancel) =>
        Refuses is null ? new(Connect()) : ValueTask.FromException<FakeConnection>(Refuses);

    public FakeConnection Connect()
    {
        int open = Interlocked.Increment(ref _open);
        for (int seen = MostOpen; open > seen && Interlocked.CompareExchange(ref _mostOpen, open, seen) != seen; seen = MostOpen)
        {
        }

        var connection = new FakeConnection(Interlocked.Increment(ref _opened));
        lock (All)
        {
            All.Add(connection);
        }

        return connection;
    }

    public void Close(FakeConnection connection)
    {
        if (!connection.Close())
        {
            Violations.Enqueue($"Connection {connection.Number} was closed twice.");
        }

        Interlocked.Decrement(ref _open);
    }
}
