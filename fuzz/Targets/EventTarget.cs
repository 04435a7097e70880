using System.Text;
using HotStream.Http;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Server-sent events out of a byte stream that arrives in pieces, against splitting the whole into lines: the first byte says how long
/// data may be, the second how large the pieces are.
/// </summary>
internal sealed class EventTarget : IFuzzTarget
{
    private const int NameBytesMax = 16;

    public string Name => "server-sent-events";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [20, 3, .. "\uFEFF: hello\r\nid: 1\revent: add\ndata: one\ndata: two\n\n\r\n"u8],
        [2, 1, .. "data\n\ndata: longer than two\ndata\n\nid\nretry: 12\ndata:x\n\n"u8],
        [5, 200, .. "id: a\0b\ndata: 1\n\nid: c\n\ndata: 2\r\n\r\ndata: cut"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        int most = 1 + input[0];
        int piece = 1 + input[1];
        ReadOnlySpan<byte> text = input[2..];
        Check.Same(string.Join('|', Split(text, most)), string.Join('|', Parse(text, most, piece)), "events");
    }

    private static List<string> Parse(ReadOnlySpan<byte> text, int most, int piece)
    {
        var parser = new EventParser(most, NameBytesMax);
        var events = new List<string>();
        while (!text.IsEmpty)
        {
            int count = Math.Min(piece, text.Length);
            ReadOnlySpan<byte> left = text[..count];
            while (parser.Next(ref left))
            {
                events.Add(Show(Latin(parser.Id), Latin(parser.Type), parser.IsTooLarge ? "" : Latin(parser.Data), parser.WholeLength));
            }

            text = text[count..];
        }

        events.Add($"{Latin(parser.LastId)} {parser.Retry}");
        return events;
    }

    private static List<string> Split(ReadOnlySpan<byte> text, int most)
    {
        string whole = Latin(text);
        const string Mark = "\u00EF\u00BB\u00BF";
        whole = whole.StartsWith(Mark, StringComparison.Ordinal) ? whole[Mark.Length..] : whole;
        string[] lines = whole.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var events = new List<string>();
        (string id, string last, string type, List<string> data, long? retry) = ("", "", "", [], null);
        foreach (string line in lines[..^1]) // the last has no end
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? line : line[..colon];
            string value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (line.Length == 0)
            {
                last = id;
                string joined = string.Join('\n', data);
                if (data.Count > 0)
                {
                    events.Add(Show(id, type.Length == 0 ? "message" : type, joined.Length > most ? "" : joined, joined.Length));
                }

                (type, data) = ("", []);
            }
            else if (name == "data")
            {
                data.Add(value);
            }
            else if (name == "event" && value.Length <= NameBytesMax)
            {
                type = value;
            }
            else if (name == "id" && value.Length <= NameBytesMax && !value.Contains('\0', StringComparison.Ordinal))
            {
                id = value;
            }
            else if (name == "retry" && value.Length is > 0 and <= NameBytesMax && value.All(char.IsAsciiDigit))
            {
                retry = long.TryParse(value, out long milliseconds) ? milliseconds : long.MaxValue;
            }
        }

        events.Add($"{last} {retry}");
        return events;
    }

    private static string Show(string id, string type, string data, long length) => $"{id} {type} {length} {data}";

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
