using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// What a careful C# programmer writes: a StreamReader's characters in one reused buffer, words as spans, a dictionary
/// looked up by span, one lookup a word; a string is made only for a new word.
/// </summary>
internal static class CarefulWordCount
{
    private const int BufferChars = 64 << 10;

    private static readonly SearchValues<char> s_space = SearchValues.Create(" \t\r\n");

    public static JobOutcome Run(TextFile text)
    {
        var options = new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = BufferChars };
        using var reader = new StreamReader(text.Path, options);
        return Count(reader);
    }

    public static JobOutcome RunTcp(IPEndPoint sender)
    {
        using var client = new TcpClient();
        client.Connect(sender);
        using var reader = new StreamReader(client.GetStream(), bufferSize: BufferChars);
        return Count(reader);
    }

    private static JobOutcome Count(StreamReader reader)
    {
        var counts = new Dictionary<string, long>();
        var bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var buffer = new char[BufferChars];
        var kept = 0;
        var words = 0L;
        while (true)
        {
            var read = reader.Read(buffer, kept, buffer.Length - kept);
            if (read == 0)
                break;
            var text = buffer.AsSpan(0, kept + read);
            for (int end; (end = text.IndexOfAny(s_space)) >= 0; text = text[(end + 1)..])
            {
                if (end == 0)
                    continue;
                CollectionsMarshal.GetValueRefOrAddDefault(bySpan, text[..end], out _)++;
                words++;
            }

            kept = text.Length;
            text.CopyTo(buffer);
            if (kept == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }

        if (kept > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(bySpan, buffer.AsSpan(0, kept), out _)++;
            words++;
        }

        return new JobOutcome(words, () => PlainWordCount.Answer(counts));
    }
}
