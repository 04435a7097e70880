using System.Text.RegularExpressions;
using Xunit;

namespace HotStream.Tests.Cli;

/// <summary>The demo as people start it, its output a pipe.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public void A_timed_demo_ends_by_itself_and_its_totals_agree()
    {
        (int exitCode, string output, string error) = CliProcess.Run("demo", "--seconds", "2", "--interval", "250ms", "--rate", "20");

        Assert.Equal("", error);
        AssertAgrees(output);
        Assert.InRange(BatchLine().Count(output), 4, 100);
        Assert.InRange(long.Parse(SentBytes().Match(output).Groups[1].Value, null), 1_000_000, 45_000_000);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void As_fast_as_the_engine_takes_it_nothing_is_lost()
    {
        (int exitCode, string output, string error) = CliProcess.Run("demo", "--seconds", "2", "--partitions", "2");

        Assert.Equal("", error);
        AssertAgrees(output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_fleet_publishes_over_mqtt_and_everything_arrives()
    {
        (int exitCode, string output, string error) =
            CliProcess.Run("demo", "--mqtt", "--seconds", "3", "--devices", "4", "--messages", "10000");

        Assert.Equal("", error);
        Assert.Contains("agree: every message published was received", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d  \d+ messages .* hottest of 40: machine-\d+ ", output);
        Assert.Equal(0, exitCode);
        string directory = Regex.Match(output, @"(?m)^files +(\S+)$").Groups[1].Value;
        string[] files = Directory.GetFiles(directory, "*.csv");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.StartsWith("window_end,machine,readings,mean_celsius,max_celsius\r\n", File.ReadAllText(file),
            StringComparison.Ordinal));
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(CliProcess.Interrupt)]
    [InlineData(CliProcess.Terminate)]
    public void A_signal_ends_the_demo_with_its_summary(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using CliProcess demo = CliProcess.Start("demo", "--interval", "100ms", "--rate", "20", "--seconds", "600");
        Streams.Engine.WaitFor(() => SomeBytes().IsMatch(demo.Output), "words were counted");

        demo.Signal(signal);

        Assert.Equal(0, demo.WaitForExit());
        AssertAgrees(demo.Output);
    }

    private static void AssertAgrees(string output)
    {
        Assert.Contains("agree: every word sent was received and counted", output, StringComparison.Ordinal);
        string sent = SentWords().Match(output).Groups[1].Value;
        Assert.Contains($"counted   {sent} words", output, StringComparison.Ordinal);
        Assert.True(long.Parse(sent, null) > 0, output);
    }

    [GeneratedRegex(@"^ *[\d.]+ s .* MB/s .* words/s .* p99 .* B/word .* held .* top", RegexOptions.Multiline)]
    private static partial Regex BatchLine();

    [GeneratedRegex(@"[1-9]\d*\.\d MB/s")]
    private static partial Regex SomeBytes();

    [GeneratedRegex(@"^sent +(\d+) bytes", RegexOptions.Multiline)]
    private static partial Regex SentBytes();

    [GeneratedRegex(@"^sent .* (\d+) words", RegexOptions.Multiline)]
    private static partial Regex SentWords();
}
