using HotStream.Sinks;

namespace HotStream.Tests.Sinks.Delivery;

public sealed class RetriesTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Waits_double_up_to_the_longest_and_are_not_all_alike()
    {
        var retries = new Retries(_clock, TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        var seen = new HashSet<double>();
        double bound = 100;
        for (int i = 0; i < 20; i++)
        {
            Assert.True(retries.TryAgain(out TimeSpan delay));
            Assert.InRange(delay.TotalMilliseconds, bound / 2, bound);
            seen.Add(delay.TotalMilliseconds / bound);
            bound = Math.Min(1000, 2 * bound);
        }

        Assert.True(seen.Count > 10);
    }

    [Fact]
    public void They_end_after_their_time_without_progress_with_a_last_attempt_at_its_end()
    {
        var retries = new Retries(_clock, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(5));
        Assert.True(retries.TryAgain(out TimeSpan delay));
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.True(retries.TryAgain(out delay));
        Assert.Equal(100, delay.TotalMilliseconds);
        retries.Progress();
        Assert.True(retries.TryAgain(out delay));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(retries.TryAgain(out _));
    }
}
