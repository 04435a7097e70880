using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HotStream.Tests.Cli;

/// <summary>The word count on a machine whose wall clock is set while it runs.</summary>
public sealed partial class MovedClockTests
{
    // far above what the deadlines of a test let pass, far below the 800 million intervals of five years
    private const int BatchesMax = 10_000;
    private const long MemoryMax = 256L << 20; // bytes; a million waiting batches are more

    [Fact]
    public void With_the_wall_clock_set_back_by_an_hour_records_are_counted_as_before()
    {
        using FakeWallClock clock = Clock();
        using CliProcess tool = Start(clock, out TcpClient sender);
        using TcpClient connection = sender;
        CountEach(tool, sender, "before");

        clock.Set("-1h");
        CountEach(tool, sender, "after");
        tool.WaitFor("the wall clock went back by", process => process.Error);

        StopGracefully(tool, sender);
        Assert.Single(Lines(tool.Error), line => line.Contains("went back", StringComparison.Ordinal));
        GrowingTimes(tool.Output);
    }

    [Fact]
    public void With_the_wall_clock_set_forward_by_five_years_the_rest_is_skipped_in_one_line_and_records_are_counted_as_before()
    {
        using FakeWallClock clock = Clock();
        using CliProcess tool = Start(clock, out TcpClient sender);
        using TcpClient connection = sender;
        CountEach(tool, sender, "before");
        long before = tool.ResidentBytes;

        clock.Set("+5y");
        tool.WaitFor("are skipped", process => process.Error);
        CountEach(tool, sender, "after");
        Assert.InRange(tool.ResidentBytes, 0, before + MemoryMax);

        StopGracefully(tool, sender);
        Assert.Single(Lines(tool.Error), line => Skipped().Match(line) is { Success: true } skipped
            && skipped.Groups[1].Length > 6); // a busy machine skips a few for itself
        GrowingTimes(tool.Output);
    }

    [Fact]
    public void A_wall_clock_that_goes_both_ways_many_times_stops_nothing()
    {
        using FakeWallClock clock = Clock();
        using CliProcess tool = Start(clock, out TcpClient sender);
        using TcpClient connection = sender;
        foreach (string offset in (string[])["+5y", "-1h", "+1h", "-5y", "+0"])
        {
            clock.Set(offset);
            CountEach(tool, sender, $"at{offset}");
        }

        StopGracefully(tool, sender);
        GrowingTimes(tool.Output);
    }

    private static FakeWallClock Clock()
    {
        Assert.SkipWhen(FakeWallClock.Library is null, "libfaketime (Debian package faketime) is not installed");
        return new FakeWallClock();
    }

    private static CliProcess Start(FakeWallClock clock, out TcpClient sender)
    {
        CliProcess tool = CliProcess.StartWith(clock.Environment, "wordcount", "--listen", "0", "--interval", "200ms");
        tool.WaitFor("listening on", process => process.Error);
        sender = new TcpClient();
        sender.Connect(IPAddress.Loopback, int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, null));
        return tool;
    }

    // Each word is counted before the next is sent: as many batches have to come as there are words.
    private static void CountEach(CliProcess tool, TcpClient sender, string word)
    {
        for (int i = 0; i < 5; i++)
        {
            sender.Client.Send(Encoding.ASCII.GetBytes($"{word}{i}\n"));
            tool.WaitFor($"({word}{i},1)", process => process.Output);
        }
    }

    private static void StopGracefully(CliProcess tool, TcpClient sender)
    {
        sender.Client.Send("last"u8);
        sender.Client.Shutdown(SocketShutdown.Send);
        tool.Signal(CliProcess.Terminate);
        Assert.Equal(0, tool.WaitForExit());
        Assert.Contains("(last,1)", tool.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error:", tool.Error, StringComparison.Ordinal);
    }

    private static void GrowingTimes(string output)
    {
        long[] times = [.. Time().Matches(output).Select(match => long.Parse(match.Groups[1].Value, null))];
        Assert.InRange(times.Length, 1, BatchesMax);
        Assert.All(times, time => Assert.Equal(0, time % 200));
        Assert.Equal(times.Distinct().Order(), times);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();

    [GeneratedRegex(@" (\d+) batches, .* are skipped: ")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"(?m)^Time: (\d+) ms$")]
    private static partial Regex Time();
}
