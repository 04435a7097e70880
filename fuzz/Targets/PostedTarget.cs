using System.Text.Json;
using HotStream.Http;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Bodies that are posted: whatever comes, it is refused, or its records lie inside of it, in order, and are what a slow reading finds. The
/// first byte says what the body is said to be.
/// </summary>
internal sealed class PostedTarget : IFuzzTarget
{
    private const int RecordBytesMax = 40;

    public string Name => "posted-bodies";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, .. "[{\"a\":1}, \"b\" ,[3],null]"u8],
        [0, .. "\uFEFF{\"a\":[1,2]} "u8],
        [1, .. "{\"index\":{\"_index\":\"logs\",\"_id\":\"a\\u00e4\"}}\n{\"a\":1}\n{\"delete\":{\"_id\":7}}\n"u8],
        [1, .. "{\"create\":{}}\r\n{\"a\":2}\n\n{\"update\":{\"_id\":\"\\ud800\"}}\n{}"u8],
        [2, .. "{\"a\":1}\n\n  \n[1,2]\r\n7"u8],
        [3, .. "one\r\n\ntwo\nthis line is longer than a record may be\n"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int kind = input[0] % 4;
        ReadOnlySpan<byte> body = input[1..];
        using var posted = new HttpPosted(new HttpAdmission(1, int.MaxValue)) { Target = [] };
        while (posted.Length < body.Length)
        {
            Span<byte> room = posted.FreeBytes(body.Length).Span;
            int count = Math.Min(room.Length, body.Length - posted.Length);
            body.Slice(posted.Length, count).CopyTo(room);
            posted.Advance(count);
        }

        string? refusal = kind switch
        {
            0 => JsonSplit.Split(posted, RecordBytesMax),
            1 => BulkSplit.Split(posted, RecordBytesMax),
            _ => SplitLines(posted, isJson: kind == 2),
        };
        if (refusal is null)
        {
            AssertInside(posted);
            string[] found = [.. posted.Items.Select(item => item.Error is null ? Text(posted, item.Payload) : "bad")];
            Check.Same(true, kind != 0 || Documents(body) is not null, "what is taken is JSON");
            string[]? expected = kind switch
            {
                0 => Documents(body),
                3 => Lines(body),
                _ => null,
            };
            if (expected is not null)
            {
                Check.Same(string.Join('|', expected), string.Join('|', found), "records");
            }
        }
        else if (kind == 0)
        {
            Check.Same(true, Documents(body) is null, "what is refused is no JSON");
        }
    }

    private static string? SplitLines(HttpPosted posted, bool isJson)
    {
        LineSplit.Split(posted, isJson, RecordBytesMax);
        return null;
    }

    private static void AssertInside(HttpPosted posted)
    {
        int last = 0;
        foreach (HttpItem item in posted.Items)
        {
            foreach (HttpRange range in new[] { item.Payload, item.Target, item.Id })
            {
                Check.Same(true, range.Start >= 0 && range.Length >= 0 && range.Start + range.Length <= posted.Length, "a range is inside");
            }

            if (item.Payload.Length > 0)
            {
                Check.Same(true, item.Payload.Start >= last, "records are in order");
                last = item.Payload.Start + item.Payload.Length;
            }

            Check.Same(true, item.Error is not null || item.Payload.Length <= RecordBytesMax, "no record is too large");
        }
    }

    private static string[]? Documents(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith("\uFEFF"u8) ? body["\uFEFF"u8.Length..] : body;
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(body))
            {
                return null;
            }

            using var document = JsonDocument.Parse(body.ToArray());
            JsonElement[] elements = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()]
                : [document.RootElement];
            return Array.ConvertAll(elements, element =>
            {
                string text = element.GetRawText();
                return System.Text.Encoding.UTF8.GetByteCount(text) > RecordBytesMax ? "bad"
                    : System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string[] Lines(ReadOnlySpan<byte> body)
    {
        body = body.StartsWith("\uFEFF"u8) ? body["\uFEFF"u8.Length..] : body;
        string[] lines = System.Text.Encoding.Latin1.GetString(body).Split('\n');
        lines = lines[^1].Length == 0 ? lines[..^1] : lines;
        return Array.ConvertAll(lines, line =>
        {
            line = line.EndsWith('\r') ? line[..^1] : line;
            return line.Length > RecordBytesMax ? "bad" : line;
        });
    }

    private static string Text(HttpPosted posted, HttpRange range) => System.Text.Encoding.Latin1.GetString(range.Of(posted.Body));
}
