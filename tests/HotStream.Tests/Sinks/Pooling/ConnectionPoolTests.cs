using System.Diagnostics.Metrics;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Pooling;

public sealed class ConnectionPoolTests
{
    private readonly FakeServer _server = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Nothing_is_opened_before_the_first_lease_and_a_returned_connection_is_used_again()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(3);
        Assert.Equal(0, pool.OpenCount);
        FakeConnection first;
        using (PoolLease<FakeConnection> lease = await pool.LeaseAsync(default))
        {
            first = lease.Connection;
            Assert.Equal((1, 1), (pool.OpenCount, pool.LeasedCount));
        }

        Assert.Equal((1, 0), (pool.OpenCount, pool.LeasedCount));
        using PoolLease<FakeConnection> again = await pool.LeaseAsync(default);
        Assert.Same(first, again.Connection);
    }

    [Fact]
    public async Task Who_finds_all_in_use_waits_and_the_longest_wait_is_served_first()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1);
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        Task<PoolLease<FakeConnection>>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => pool.LeaseAsync(default).AsTask())];
        Assert.Equal(4, pool.WaitingCount);
        for (int i = 0; i < waiting.Length; i++)
        {
            lease.Dispose();
            lease = await waiting[i].WaitAsync(Engine.Patience);
            Assert.Equal(waiting.Length - 1 - i, pool.WaitingCount);
            Assert.All(waiting[(i + 1)..], later => Assert.False(later.IsCompleted));
        }

        lease.Dispose();
        Assert.Equal(1, _server.MostOpen);
    }

    [Fact]
    public async Task A_broken_connection_is_closed_and_the_next_lease_opens_another()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1);
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        lease.MarkBroken();
        Assert.False(lease.Connection.IsClosed);
        lease.Dispose();
        Assert.Equal(0, pool.OpenCount);
        using PoolLease<FakeConnection> next = await pool.LeaseAsync(default);
        Assert.Equal(2, next.Connection.Number);
        Assert.True(_server.All[0].IsClosed);
    }

    [Fact]
    public async Task A_lease_ends_once_whichever_copy_is_disposed()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1);
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        PoolLease<FakeConnection> copy = lease;
        lease.Dispose();
        using PoolLease<FakeConnection> next = await pool.LeaseAsync(default);
        copy.Dispose();
        copy.MarkBroken();
        Assert.Equal(1, pool.LeasedCount);
        Assert.Throws<ObjectDisposedException>(() => copy.Connection);
        Assert.False(next.Connection.IsClosed);
        default(PoolLease<FakeConnection>).Dispose();
    }

    [Fact]
    public async Task What_rested_is_checked_and_replaced_when_it_is_ill()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1, _clock, checkAfter: TimeSpan.FromSeconds(1));
        (await pool.LeaseAsync(default)).Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        (await pool.LeaseAsync(default)).Dispose();
        Assert.Equal(0, _server.Checks);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await pool.LeaseAsync(default)).Dispose();
        Assert.Equal((1, 1), (_server.Checks, _server.Opened));
        _server.All[0].IsHealthy = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        using PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        Assert.Equal((2, 2), (_server.Checks, _server.Opened));
        Assert.Equal(2, lease.Connection.Number);
        Assert.True(_server.All[0].IsClosed);
    }

    [Fact]
    public async Task What_rests_too_long_is_closed_without_being_asked_for()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(2, _clock, idle: TimeSpan.FromSeconds(10));
        PoolLease<FakeConnection> first = await pool.LeaseAsync(default);
        PoolLease<FakeConnection> second = await pool.LeaseAsync(default);
        first.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(4));
        second.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_server.All[0].IsClosed);
        Assert.False(_server.All[1].IsClosed);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((0, 0), (pool.OpenCount, _server.Open));
    }

    [Fact]
    public async Task A_failed_opening_reaches_who_asked_and_the_next_waiter_tries_anew()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1);
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        Task<PoolLease<FakeConnection>> second = pool.LeaseAsync(default).AsTask();
        Task<PoolLease<FakeConnection>> third = pool.LeaseAsync(default).AsTask();
        _server.Refuses = new InvalidOperationException("full");
        lease.MarkBroken();
        lease.Dispose();
        Assert.Equal("full", (await Assert.ThrowsAsync<InvalidOperationException>(() => second.WaitAsync(Engine.Patience))).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => third.WaitAsync(Engine.Patience));
        _server.Refuses = null;
        (await pool.LeaseAsync(default)).Dispose();
        Assert.Equal(0, pool.LeasedCount);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_is_passed_over()
    {
        await using ConnectionPool<FakeConnection> pool = _server.Pool(1);
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        using var cancel = new CancellationTokenSource();
        Task<PoolLease<FakeConnection>> gone = pool.LeaseAsync(cancel.Token).AsTask();
        Task<PoolLease<FakeConnection>> stays = pool.LeaseAsync(default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.LeaseAsync(cancel.Token).AsTask());
        lease.Dispose();
        (await stays.WaitAsync(Engine.Patience)).Dispose();
    }

    [Fact]
    public async Task Disposing_closes_what_rests_refuses_who_waits_and_waits_for_what_is_leased()
    {
        ConnectionPool<FakeConnection> pool = _server.Pool(2);
        PoolLease<FakeConnection> first = await pool.LeaseAsync(default);
        PoolLease<FakeConnection> second = await pool.LeaseAsync(default);
        Task<PoolLease<FakeConnection>> waiting = pool.LeaseAsync(default).AsTask();
        Task disposed = pool.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pool.LeaseAsync(default));
        first.Dispose();
        Assert.False(disposed.IsCompleted);
        Assert.Equal(1, _server.Open);
        second.Dispose();
        await disposed.WaitAsync(Engine.Patience);
        Assert.Equal(0, _server.Open);
    }

    [Fact]
    public async Task The_meter_shows_levels_and_events()
    {
        await using var pool =
            new ConnectionPool<FakeConnection>(new PoolOptions { Name = "metered", MaxConnections = 1 }, _server.OpenAsync, _server.Close);
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self) };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        PoolLease<FakeConnection> lease = await pool.LeaseAsync(default);
        Task<PoolLease<FakeConnection>> waiting = pool.LeaseAsync(default).AsTask();
        listener.RecordObservableInstruments();
        lease.MarkBroken();
        lease.Dispose();
        (await waiting).Dispose();
        Assert.Equal(
            ["hotstream.pool.broken 1", "hotstream.pool.leased 1", "hotstream.pool.open 1", "hotstream.pool.waited 1",
                "hotstream.pool.waiting 1"],
            seen.Select(pair => $"{pair.Key} {pair.Value}").Order());

        void Listen(Instrument instrument, MeterListener self)
        {
            if (instrument.Name.StartsWith("hotstream.pool.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        }

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags[0].Value is "metered")
            {
                seen[instrument.Name] = value;
            }
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoolOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoolOptions { IdleTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PoolOptions { CheckAfter = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentException>(() => new PoolOptions { Name = " " });
    }
}
