using HotStream.Cli;
using Xunit;

namespace HotStream.Tests.Cli;

public sealed class DelayWindowTests
{
    [Fact]
    public void Without_delays_every_percentile_is_zero() => Assert.Equal(TimeSpan.Zero, new DelayWindow(4).Percentile(99));

    [Fact]
    public void Percentiles_are_by_nearest_rank()
    {
        var window = new DelayWindow(200);
        for (int i = 100; i >= 1; i--)
        {
            window.Add(TimeSpan.FromMilliseconds(i));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(50), window.Percentile(50));
        Assert.Equal(TimeSpan.FromMilliseconds(99), window.Percentile(99));
        Assert.Equal(TimeSpan.FromMilliseconds(100), window.Percentile(100));
        Assert.Equal(TimeSpan.FromMilliseconds(1), window.Percentile(0.5));
    }

    [Fact]
    public void The_oldest_delays_are_forgotten()
    {
        var window = new DelayWindow(2);
        window.Add(TimeSpan.FromSeconds(9));
        window.Add(TimeSpan.FromSeconds(1));
        window.Add(TimeSpan.FromSeconds(2));

        Assert.Equal(2, window.Count);
        Assert.Equal(TimeSpan.FromSeconds(2), window.Percentile(100));
    }
}
