using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Lines out of a byte stream that arrives in pieces, against splitting the whole: the first byte says how long a line may be, the second
/// how large the pieces are. Lines too long must be dead letters, once each, with their length and position.
/// </summary>
internal sealed class LineFramingTarget : IFuzzTarget
{
    private static readonly Worker s_worker = new(0);

    public string Name => "line-framing";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [20, 3, .. "one\ntwo\n\nthree"u8],
        [2, 1, .. "a\r\nbb\r\nccc\r\ndddd"u8],
        [40, 200, .. Enumerable.Repeat((byte)'x', 5000), (byte)'\n', .. "after\n"u8],
        [1, 7, .. "\n\n\nlonger\nx\n"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        int most = 1 + (input[0] * 4);
        int piece = 1 + (input[1] * 16);
        ReadOnlySpan<byte> text = input[2..];
        (List<string> lines, List<(long, string)> letters) = Frame(text, most, piece);
        (List<string> expected, List<(long, string)> overlong) = Split(text, most);
        Check.Same(string.Join('|', expected), string.Join('|', lines), "lines");
        Check.Same(string.Join('|', overlong), string.Join('|', letters), "dead letters");
    }

    private static (List<string> Lines, List<(long, string)> Letters) Frame(ReadOnlySpan<byte> text, int most, int piece)
    {
        var letters = new List<(long, string)>();
        var lines = new List<string>();
        var receiver = new Framing { LineLengthMax = most };
        receiver.Attach(new ReceiverSupervisor(
            receiver, new MemoryBudget(1 << 30), TimeSpan.FromSeconds(1), NullLogger.Instance,
            new DeadLetterOutput(letter => letters.Add((letter.Length, letter.Position)), 1 << 20, TimeProvider.System)));
        using var ring = new LaneRing<TextChunk>(4096);
        receiver.OpenWriter = _ =>
            new LaneWriter<TextChunk>(1, home: null, _ => ring, [s_worker], OverflowPolicy.Wait, "fuzz", closed: () => { });
        using (LineFramer framer = receiver.Open())
        {
            while (!text.IsEmpty)
            {
                Span<byte> buffer = framer.GetBuffer();
                int count = Math.Min(Math.Min(piece, buffer.Length), text.Length);
                text[..count].CopyTo(buffer);
                framer.Advance(count);
                text = text[count..];
                Drain(ring, lines);
            }

            framer.Complete();
            Drain(ring, lines);
        }

        return (lines, letters);
    }

    private static void Drain(LaneRing<TextChunk> ring, List<string> lines)
    {
        var chunks = new TextChunk[64];
        for (int count; (count = ring.Ring.Take(chunks)) > 0;)
        {
            foreach (TextChunk chunk in chunks.AsSpan(0, count))
            {
                string[] parts = Encoding.Latin1.GetString(chunk.Slab.Bytes.Slice(chunk.Start, chunk.Length)).Split('\n');
                lines.AddRange(parts[^1].Length == 0 ? parts[..^1] : parts);
                chunk.Slab.Release();
            }
        }
    }

    private static (List<string> Lines, List<(long, string)> Overlong) Split(ReadOnlySpan<byte> text, int most)
    {
        var lines = new List<string>();
        var overlong = new List<(long, string)>();
        for (int at = text.StartsWith("\uFEFF"u8) ? 3 : 0; at < text.Length;) // a byte order mark is no text
        {
            int newline = text[at..].IndexOf((byte)'\n');
            int length = newline < 0 ? text.Length - at : newline;
            if (length > most)
            {
                overlong.Add((length, $"byte {at}"));
            }
            else
            {
                lines.Add(Encoding.Latin1.GetString(text.Slice(at, length)));
            }

            at += length + 1;
        }

        return (lines, overlong);
    }

    private sealed class Framing : TextReceiver
    {
        public LineFramer Open() => CreateFramer("fuzz");
    }
}
