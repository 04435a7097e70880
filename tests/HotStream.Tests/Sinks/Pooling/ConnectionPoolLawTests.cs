using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Pooling;

/// <summary>Any sequence of leases, returns, breakages, withdrawals and waiting, against a model in a few lines.</summary>
public sealed class ConnectionPoolLawTests
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);

    internal enum Act
    {
        Lease,
        Return,
        Break,
        Withdraw,
        Wait,
    }

    private static Gen<(Act Act, int Which)[]> Programs => Cases.Arrays(
        from act in Gen.Elements(Act.Lease, Act.Lease, Act.Lease, Act.Return, Act.Return, Act.Break, Act.Withdraw, Act.Wait)
        from which in Gen.Choose(0, 7)
        select (act, which), 1, 60);

    [Property]
    public Property Never_too_many_never_twice_first_come_first_served_and_all_closed_at_the_end() =>
        Cases.ForAllLists(Programs, program => Array.ForEach([1, 2, 4], most => Run(program, most).GetAwaiter().GetResult()));

    private static async Task Run((Act Act, int Which)[] program, int most)
    {
        var server = new FakeServer();
        var clock = new ManualClock();
        ConnectionPool<FakeConnection> pool = server.Pool(most, clock, s_idle);
        var leased = new List<PoolLease<FakeConnection>>();
        var waiting = new List<(Task<PoolLease<FakeConnection>> Lease, CancellationTokenSource Cancel)>();
        foreach ((Act act, int which) in program)
        {
            switch (act)
            {
                case Act.Lease:
                    var cancel = new CancellationTokenSource();
                    Task<PoolLease<FakeConnection>> lease = pool.LeaseAsync(cancel.Token).AsTask();
                    Assert.Equal(leased.Count < most, lease.IsCompleted);
                    if (lease.IsCompleted)
                    {
                        leased.Add(await lease);
                    }
                    else
                    {
                        waiting.Add((lease, cancel));
                    }

                    break;

                case Act.Return or Act.Break when leased.Count > 0:
                    PoolLease<FakeConnection> ended = leased[which % leased.Count];
                    leased.Remove(ended);
                    if (act == Act.Break)
                    {
                        ended.MarkBroken();
                    }

                    ended.Dispose();
                    if (waiting.Count > 0)
                    {
                        leased.Add(await waiting[0].Lease.WaitAsync(Engine.Patience));
                        waiting.RemoveAt(0);
                    }

                    break;

                case Act.Withdraw when waiting.Count > 0:
                    int at = which % waiting.Count;
                    waiting[at].Cancel.Cancel();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[at].Lease);
                    waiting.RemoveAt(at);
                    break;

                case Act.Wait:
                    clock.Advance(which * s_idle / 5);
                    break;
            }

            Assert.Equal((leased.Count, waiting.Count, server.Open), (pool.LeasedCount, pool.WaitingCount, pool.OpenCount));
            Assert.Equal(leased.Count, leased.Select(l => l.Connection).Distinct().Count());
            Assert.All(leased, l => Assert.False(l.Connection.IsClosed));
            Assert.All(waiting, w => Assert.False(w.Lease.IsCompleted));
        }

        Task disposed = pool.DisposeAsync().AsTask();
        leased.ForEach(lease => lease.Dispose());
        await disposed.WaitAsync(Engine.Patience);
        foreach ((Task<PoolLease<FakeConnection>> lease, _) in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => lease.WaitAsync(Engine.Patience));
        }

        Assert.Equal(0, server.Open);
        Assert.InRange(server.MostOpen, 0, most);
        Assert.Empty(server.Violations);
    }
}
