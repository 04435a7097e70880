using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Pooling;

/// <summary>Many users of few connections at full speed; and the proof that this test can fail.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConnectionPoolStressTests
{
    private const int Users = 8;
    private const int Most = 3;

    [Fact]
    public async Task Many_users_share_few_connections()
    {
        var server = new FakeServer();
        Assert.Null(await Run(new RealPool(server.Pool(Most, checkAfter: TimeSpan.Zero)), server, leases: 20_000));
        Assert.True(server.Opened > Most, "Nothing was marked broken.");
    }

    [Theory]
    [InlineData("LooksThenTakes", "two users|closed twice|used after")]
    [InlineData("OneTooMany", "were open at a time")]
    [InlineData("LosesPlaces", "No connection came")]
    [InlineData("KeepsBroken", "used after|closed twice")]
    [InlineData("LeavesOpen", "are open at the end")]
    public async Task A_broken_pool_is_caught(string defect, string message)
    {
        var server = new FakeServer();
        TimeSpan patience = defect == "LosesPlaces" ? TimeSpan.FromSeconds(0.2) : Engine.Patience;
        string? violation = await Run(new BrokenPool(server, Most, Enum.Parse<PoolDefect>(defect), patience), server, leases: 10_000_000);
        Assert.Matches(message, violation);
    }

    [Fact]
    public async Task The_broken_pool_without_its_defect_passes()
    {
        var server = new FakeServer();
        Assert.Null(await Run(new BrokenPool(server, Most, PoolDefect.None, Engine.Patience), server, leases: 5_000));
    }

    private static async Task<string?> Run(IPoolUnderTest pool, FakeServer server, int leases)
    {
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(() => Use(user))));
        await pool.EndAsync();
        return server.Violations.TryPeek(out string? violation) ? violation
            : server.MostOpen > Most ? $"{server.MostOpen} connections were open at a time."
            : server.Open != 0 ? $"{server.Open} connections are open at the end."
            : null;

        async Task Use(int seed)
        {
            var random = new Random(seed);
            for (int i = 0; i < leases / Users && server.Violations.IsEmpty && server.MostOpen <= Most; i++)
            {
                if (await pool.LeaseAsync() is not { } lease)
                {
                    server.Violations.Enqueue("No connection came.");
                    return;
                }

                if (lease.Connection.Use(random.Next(50)) is { } violation)
                {
                    server.Violations.Enqueue(violation);
                }

                if (random.Next(4) == 0)
                {
                    await Task.Yield();
                }

                lease.Connection.IsHealthy = random.Next(50) != 0;
                lease.Return(random.Next(20) == 0);
            }
        }
    }

    private sealed class RealPool(ConnectionPool<FakeConnection> pool) : IPoolUnderTest
    {
        public async Task<(FakeConnection Connection, Action<bool> Return)?> LeaseAsync()
        {
            PoolLease<FakeConnection> lease;
            try
            {
                lease = await pool.LeaseAsync(default).AsTask().WaitAsync(Engine.Patience);
            }
            catch (TimeoutException)
            {
                return null;
            }

            return (lease.Connection, Return);

            void Return(bool isBroken)
            {
                if (isBroken)
                {
                    lease.MarkBroken();
                }

                lease.Dispose();
            }
        }

        public async Task EndAsync() => await pool.DisposeAsync();
    }
}
