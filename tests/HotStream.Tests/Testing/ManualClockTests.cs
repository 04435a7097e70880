namespace HotStream.Tests.Testing;

public sealed class ManualClockTests
{
    [Fact]
    public void It_moves_only_by_hand()
    {
        var clock = new ManualClock();
        Assert.Equal(DateTimeOffset.UnixEpoch, clock.GetUtcNow());
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal(1500, clock.GetUtcNow().ToUnixTimeMilliseconds());
        long before = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), clock.GetElapsedTime(before));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), new ManualClock(DateTimeOffset.UnixEpoch.AddDays(1)).GetUtcNow());
    }

    [Fact]
    public void It_never_moves_backwards()
    {
        var clock = new ManualClock();
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        clock.Advance(TimeSpan.Zero);
        Assert.Equal(DateTimeOffset.UnixEpoch, clock.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_on_the_way_in_order_at_their_own_times_on_the_calling_thread()
    {
        var clock = new ManualClock();
        var fired = new List<string>();
        int thread = Environment.CurrentManagedThreadId;
        using ITimer late = clock.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using ITimer early = clock.CreateTimer(_ => Note("early"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using ITimer beyond = clock.CreateTimer(_ => Note("beyond"), null, TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["early at 1", "late at 3"], fired);
        Assert.Equal(5, clock.GetUtcNow().ToUnixTimeSeconds());

        void Note(string name)
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            fired.Add($"{name} at {clock.GetUtcNow().ToUnixTimeSeconds()}");
        }
    }

    [Fact]
    public void A_period_repeats_until_the_timer_is_disposed()
    {
        var clock = new ManualClock();
        int fired = 0;
        ITimer timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(3, fired); // 1, 3, 5
        timer.Dispose();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void A_timer_may_be_moved_and_may_move_itself()
    {
        var clock = new ManualClock();
        var fired = new List<long>();
        ITimer? timer = null;
        timer = clock.CreateTimer(_ =>
        {
            fired.Add(clock.GetUtcNow().ToUnixTimeSeconds());
            timer!.Change(TimeSpan.FromSeconds(fired.Count), Timeout.InfiniteTimeSpan);
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(fired);
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([6, 7, 9, 12], fired);
        timer.Dispose();
    }

    [Fact]
    public async Task Delays_of_the_base_library_obey_it()
    {
        var clock = new ManualClock();
        Task delay = Task.Delay(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(Streams.Engine.Patience);
    }
}
