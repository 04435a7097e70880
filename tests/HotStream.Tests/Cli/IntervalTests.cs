using HotStream.Cli;
using Xunit;

namespace HotStream.Tests.Cli;

public sealed class IntervalTests
{
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("500ms", 500)]
    [InlineData("1s", 1000)]
    [InlineData("2.5s", 2500)]
    [InlineData("0.001s", 1)]
    [InlineData("1m", 60_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1440m", 86_400_000)]
    public void An_interval_is_read_and_written_back(string text, int milliseconds)
    {
        Interval interval = Interval.Parse(text);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), interval.Length);
        Assert.Equal(interval, Interval.Parse(interval.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("5 s")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("1e3ms")]
    [InlineData("1S")]
    [InlineData("0s")]
    [InlineData("0.5ms")]
    [InlineData("0.0001s")]
    [InlineData("1441m")]
    [InlineData("99999999999999999999999999999999s")]
    [InlineData("79228162514264337593543950335m")]
    public void Anything_else_is_refused_with_an_example_or_the_range(string text)
    {
        string message = Assert.Throws<FormatException>(() => Interval.Parse(text)).Message;

        Assert.StartsWith($"'{text}'", message, StringComparison.Ordinal);
        Assert.Contains("1", message, StringComparison.Ordinal);
    }
}
