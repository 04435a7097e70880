using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>The law of the framer: whatever the pieces bytes arrive in, the lines are those of the whole byte stream.</summary>
public sealed class LineFramerTests
{
    private const int LongestLine = 5000;

    [Property(MaxTest = 120)]
    public Property The_lines_are_those_of_the_byte_stream_and_each_overlong_one_is_one_dead_letter()
    {
        Gen<(byte[] Text, int[] Pieces, int Partitions)> cases =
            from text in TextCases.Lines(LongestLine)
            from pieces in TextCases.Pieces
            from partitions in Gen.Elements(1, 3)
            select (text, pieces, partitions);
        return Cases.ForAll(cases, x =>
        {
            var letters = new ConcurrentQueue<DeadLetter>();
            (List<string> expected, List<(long Length, string Position)> overlong) = Naive(x.Text);
            Assert.Equal(expected.Order(StringComparer.Ordinal), Lines(x.Text, x.Pieces, x.Partitions, letters)
                .Order(StringComparer.Ordinal));
            Assert.Equal(overlong, letters.Select(letter => (letter.Length, letter.Position)));
            Assert.All(letters, letter => Assert.Equal("script", letter.Source));
            Assert.All(letters, letter => Assert.Equal(x.Text.AsSpan(
                int.Parse(letter.Position["byte ".Length..], CultureInfo.InvariantCulture), (int)letter.Length), letter.Record.Span));
            Assert.All(letters, letter => Assert.Contains("LineLengthMax", letter.Reason, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void With_one_partition_lines_keep_their_order()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"line {i}\n")));
        Assert.Equal(Enumerable.Range(0, 30_000).Select(i => $"line {i}"), Lines(text, [777], partitions: 1, []));
    }

    [Fact]
    public void A_dead_letter_output_that_throws_does_not_stop_the_stream()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.LineLengthMax = 10;
            options.LoggerFactory = log;
            options.DeadLetters = _ => throw new InvalidDataException("letter box full");
        });
        var receiver = new ScriptedText();
        List<List<string>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver).Map(line => line.ToString()));
        engine.Context.Start();
        receiver.Send("much too long for ten\nshort\n");
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal([["short"]], seen);
        Assert.Contains(log.Entries, entry => entry.Id == 1004);
        Assert.Contains(log.Entries, entry => entry.Id == 1005);
    }

    private static List<string> Lines(byte[] text, int[] pieces, int partitions, ConcurrentQueue<DeadLetter> letters)
    {
        using var engine = new Engine(partitions, options =>
        {
            options.LineLengthMax = LongestLine;
            options.DeadLetters = letters.Enqueue;
        });
        var receiver = new ScriptedText();
        List<List<string>> seen = Engine.Collect(engine.Context.ReceiverStream(receiver)
            .Map(line => Encoding.Latin1.GetString(line.Bytes)));
        engine.Context.Start();
        for (int start = 0, i = 0; start < text.Length; i++)
        {
            int length = Math.Min(pieces[i % pieces.Length], text.Length - start);
            receiver.Send(text[start..(start + length)]);
            start += length;
        }

        receiver.EndConnection();
        receiver.WaitUntilStored();
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return Assert.Single(seen);
    }

    /// <summary>
    /// Lines end at a newline, a carriage return before it is no part of them; the last one may be unfinished, and is none when empty.
    /// </summary>
    private static (List<string> Lines, List<(long Length, string Position)> Overlong) Naive(byte[] text)
    {
        var lines = new List<string>();
        var overlong = new List<(long, string)>();
        for (int start = 0; start < text.Length;)
        {
            int newline = Array.IndexOf(text, (byte)'\n', start);
            int end = newline < 0 ? text.Length : newline;
            if (end - start > LongestLine)
            {
                overlong.Add((end - start, $"byte {start}"));
            }
            else
            {
                string line = Encoding.Latin1.GetString(text, start, end - start);
                lines.Add(line.EndsWith('\r') ? line[..^1] : line);
            }

            start = end + 1;
        }

        return (lines, overlong);
    }
}
