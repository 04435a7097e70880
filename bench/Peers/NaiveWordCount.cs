using System.Net;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>What most people write first: lines, Split, a dictionary of strings.</summary>
internal static class NaiveWordCount
{
    public static JobOutcome Run(TextFile text) => Count(File.ReadLines(text.Path));

    public static JobOutcome RunTcp(IPEndPoint sender)
    {
        using var client = new TcpClient();
        client.Connect(sender);
        using var reader = new StreamReader(client.GetStream());
        return Count(Lines(reader));
    }

    private static JobOutcome Count(IEnumerable<string> lines)
    {
        var counts = new Dictionary<string, long>();
        var words = 0L;
        foreach (var line in lines)
        {
            foreach (var word in line.Split(' '))
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
                words++;
            }
        }

        return new JobOutcome(words, () => PlainWordCount.Answer(counts));
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
