namespace HotStream.Tests.Delivering;

/// <summary>When something is tried again.</summary>
public sealed class BackoffTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Waits_double_up_to_the_longest_and_are_not_all_alike()
    {
        var backoff = new Backoff(TimeSpan.FromHours(1), _clock, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        var seen = new HashSet<double>();
        double bound = 100;
        for (int i = 0; i < 20; i++)
        {
            Assert.True(backoff.TryAgain(out TimeSpan delay));
            Assert.InRange(delay.TotalMilliseconds, bound / 2, bound);
            seen.Add(delay.TotalMilliseconds / bound);
            bound = Math.Min(1000, 2 * bound);
        }

        Assert.True(seen.Count > 10);
        Assert.Equal(20, backoff.Failures);
    }

    [Fact]
    public async Task Waiting_ends_at_its_time_or_with_the_stop()
    {
        var backoff = new Backoff(TimeSpan.FromMinutes(1), _clock);
        ValueTask<bool> waiting = backoff.WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(await waiting);
        using var stop = new CancellationTokenSource();
        waiting = backoff.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await backoff.WaitAsync(CancellationToken.None));
    }

    [Fact]
    public void They_end_after_their_time_without_progress_with_a_last_attempt_at_its_end()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), _clock, TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromHours(1)); // before the first failure
        Assert.True(backoff.TryAgain(out TimeSpan delay));
        Assert.InRange(delay.TotalMilliseconds, 400, 800);
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.True(backoff.TryAgain(out delay));
        Assert.Equal(100, delay.TotalMilliseconds);
        backoff.Progress();
        Assert.True(backoff.TryAgain(out delay));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(backoff.TryAgain(out _));
    }
}
