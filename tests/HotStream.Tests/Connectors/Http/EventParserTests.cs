using System.Text;
using HotStream.Http;

namespace HotStream.Tests.Connectors.Http;

/// <summary>The rules of the HTML standard for server-sent events.</summary>
public sealed class EventParserTests
{
    [Theory]
    [InlineData("data: one\n\ndata:two\n\ndata:  three\n\n", "message  one|message  two|message   three")]
    [InlineData("data: YHOO\ndata: +2\ndata: 10\n\n", "message  YHOO++2+10")]
    [InlineData(": comment\n\nid: 1\ndata: first\n\ndata:second\nid\n\ndata:  third\n\n",
        "message 1 first|message  second|message   third")]
    [InlineData("data\n\ndata\ndata\n\ndata:", "message  |message  +")]
    [InlineData("event: add\ndata: 7\n\nevent: none\n\ndata: 8\n\n", "add  7|message  8")]
    [InlineData("data: a\r\rdata: b\r\n\r\ndata: c\n\r\n", "message  a|message  b|message  c")]
    [InlineData("\uFEFFdata: marked\n\n", "message  marked")]
    [InlineData("\uFEFF\uFEFFdata: twice\n\ndata: good\n\n", "message  good")]
    [InlineData("id: 5\n\ndata: a\n\nid: 6\0\ndata: b\n\n", "message 5 a|message 5 b")]
    [InlineData("data: a\n\nDATA: b\n\n data: c\n\ndata : d\n\ndatas: e\n\n", "message  a")]
    [InlineData("data: cut off", "")]
    [InlineData("data: cut off\n", "")]
    [InlineData("data: 12345678901\ndata: 2\n\nid: 7\ndata: short\n\n", "too large 13|message 7 short")]
    [InlineData("data: 1234567890\n\n", "message  1234567890")]
    public void Events_are_what_the_standard_says(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            Assert.Equal(expected, Read(new EventParser(10), bytes, piece));
        }
    }

    [Theory]
    [InlineData("retry: 10\n", 10L)]
    [InlineData("retry: 10x\nretry\nretry: -1\n", null)]
    [InlineData("retry: 99999999999999999999999\n", long.MaxValue)]
    public void Retry_is_digits_only(string text, long? expected)
    {
        var parser = new EventParser(10);
        Read(parser, Encoding.UTF8.GetBytes(text), text.Length);
        Assert.Equal(expected, parser.Retry);
    }

    [Fact]
    public void The_next_connection_goes_on_behind_the_last_whole_event()
    {
        var parser = new EventParser(10);
        Read(parser, "id: 1\ndata: a\n\nid: 2\ndata: cut"u8.ToArray(), 5);
        Assert.True(parser.IsInEvent || parser.LastId.SequenceEqual("1"u8));
        parser.Begin();
        Assert.Equal("message 1 b", Read(parser, "data: b\n\n"u8.ToArray(), 5));
        Read(parser, "id: 9\n\n"u8.ToArray(), 5); // no event, and yet a place
        Assert.True(parser.LastId.SequenceEqual("9"u8));
    }

    private static string Read(EventParser parser, byte[] bytes, int piece)
    {
        var seen = new List<string>();
        for (int at = 0; at < bytes.Length; at += piece)
        {
            ReadOnlySpan<byte> left = bytes.AsSpan(at..Math.Min(bytes.Length, at + piece));
            while (parser.Next(ref left))
            {
                seen.Add(parser.IsTooLarge ? $"too large {parser.WholeLength}"
                    : $"{Encoding.UTF8.GetString(parser.Type)} {Encoding.UTF8.GetString(parser.Id)} "
                        + Encoding.UTF8.GetString(parser.Data).Replace('\n', '+'));
            }
        }

        return string.Join('|', seen);
    }
}
