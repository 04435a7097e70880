using System.Globalization;
using System.Net.Sockets;
using HotStream.Tests.Cli;
using HotStream.Tests.Io;

namespace HotStream.Tests.Packages;

/// <summary>What a word count that runs as a process of its own answers to a text, all batches together.</summary>
internal static class CountedWords
{
    // At most ten different words, because Print shows ten: short and long ones, and some that are not ASCII.
    private static readonly string[] s_words =
        ["to", "be", "or", "not", "twelve-bytes", "thirteen-byte", "größer", "a-word-that-is-longer-than-a-slice-holds-in-place", "日本語"];

    /// <summary>A text of so many lines, and how often each word stands in it.</summary>
    public static (string Text, Dictionary<string, long> Counts) Make(int lines)
    {
        var random = new Random(17);
        string[][] text = [.. Enumerable.Range(0, lines).Select(_ => random.GetItems(s_words, random.Next(1, 20)))];
        return (string.Concat(text.Select(line => string.Join(' ', line) + "\n")),
            text.SelectMany(line => line).GroupBy(word => word).ToDictionary(group => group.Key, group => group.LongCount()));
    }

    /// <summary>Starts a program with the port of a server, sends it a text, ends it with Ctrl+C, and adds up what it printed.</summary>
    public static Dictionary<string, long> Ask(Func<string, CliProcess> start, string text)
    {
        using var peer = new LinePeer();
        using CliProcess process = start(peer.Port.ToString(CultureInfo.InvariantCulture));
        Socket socket = peer.Accept();
        LinePeer.Send(socket, text);
        SentBytes.WaitUntilReceived(socket);
        process.Signal(CliProcess.Interrupt);
        int exitCode = process.WaitForExit();
        Assert.True(exitCode == 0 && process.Error.Length == 0, $"Exit code {exitCode}.\n{process.Output}\n{process.Error}");
        return process.Output.Split('\n').Where(line => line.StartsWith('('))
            .Select(line => line.Trim('(', ')').Split(','))
            .GroupBy(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Sum());
    }
}
