using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace HotStream.Tests.Cli;

/// <summary>The word count as people start it, fed through real sockets and files.</summary>
public sealed partial class WordCountTests
{
    private const int Patience = 60_000;

    [Fact]
    public void Senders_that_connect_are_counted_and_shown_as_Spark_does()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using CliProcess tool = CliProcess.Start("wordcount", "--listen", "0", "--interval", "200ms", "--top", "2");
        tool.WaitFor("listening on", process => process.Error);
        using var sender = new TcpClient();
        sender.Connect(IPAddress.Loopback, int.Parse(ListeningPort().Match(tool.Error).Groups[1].Value, null));

        sender.Client.Send("b a b c a b\n"u8);
        tool.WaitFor("(b,3)\n(a,2)\n...\n\n", process => process.Output);
        sender.Client.Send("c c\r\nd\n"u8);
        tool.WaitFor("(c,2)\n(d,1)\n\n", process => process.Output);
        sender.Client.Send("the last words, no newline"u8); // counted by the graceful end alone
        Thread.Sleep(100);
        tool.Signal(CliProcess.Terminate);

        Assert.Equal(0, tool.WaitForExit());
        Assert.Contains("(last,1)\n(newline,1)\n...\n", tool.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^-{43}\nTime: \d+ ms\n-{43}$", tool.Output);
    }

    [Fact]
    public void A_server_that_ends_the_connection_is_connected_to_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using CliProcess tool = CliProcess.Start("wordcount", "--connect", server.LocalEndpoint.ToString()!, "--interval", "200ms");

        using (Socket first = Accept(server))
        {
            first.Send("first connection\n"u8);
            tool.WaitFor("(connection,1)\n(first,1)", process => process.Output);
        }

        using Socket second = Accept(server);
        second.Send("second half"u8);
        Thread.Sleep(100);
        tool.Signal(CliProcess.Interrupt);

        Assert.Equal(0, tool.WaitForExit());
        Assert.Contains("(half,1)\n(second,1)", tool.Output, StringComparison.Ordinal);
        Assert.Contains("warning: Receiver tcp://127.0.0.1", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlong_line_is_one_line_on_standard_error_and_its_neighbours_are_counted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using CliProcess tool = CliProcess.Start("wordcount", "--connect", server.LocalEndpoint.ToString()!, "--interval", "200ms");
        using Socket sender = Accept(server);

        sender.Send(Encoding.ASCII.GetBytes($"before\n{new string('x', 1_500_000)}\nafter\n"));
        tool.WaitFor("(after,1)", process => process.Output);
        tool.Signal(CliProcess.Terminate);

        Assert.Equal(0, tool.WaitForExit());
        Assert.Contains("(before,1)", tool.Output, StringComparison.Ordinal);
        Assert.Single(tool.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("hotstream: dead letter: tcp://127.0.0.1", tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_moved_into_a_directory_are_counted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-cli-");
        try
        {
            using CliProcess tool = CliProcess.Start("wordcount", "--directory", directory.FullName, "--interval", "200ms");
            tool.WaitFor("Time:", process => process.Output);

            string hidden = Path.Combine(directory.FullName, ".moving");
            File.WriteAllText(hidden, "from a file from\n");
            File.Move(hidden, Path.Combine(directory.FullName, "new.txt"));
            tool.WaitFor("(from,2)\n(a,1)\n(file,1)", process => process.Output);

            tool.Signal(CliProcess.Terminate);
            Assert.Equal(0, tool.WaitForExit());
            Assert.Equal("", tool.Error);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_port_in_use_is_one_line_and_1()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();

        (int exitCode, string output, string error) = CliProcess.Run("wordcount", "--listen", server.LocalEndpoint.ToString()!);

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Matches(@"^hotstream: Cannot listen on 127\.0\.0\.1:\d+: .*\n$", error);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_one_line_and_1()
    {
        (int exitCode, string output, string error) =
            CliProcess.Run("wordcount", "--directory", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Matches(@"^hotstream: Cannot read the directory .*\n$", error);
    }

    private static Socket Accept(TcpListener server)
    {
        Task<Socket> accepted = server.AcceptSocketAsync();
        Assert.True(accepted.Wait(Patience), "The tool did not connect in time.");
        return accepted.Result;
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPort();
}
