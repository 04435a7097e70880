using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Io.Formats;

/// <summary>Separated values: what a writer writes is read back, and what is not a record is refused with the reason.</summary>
public sealed class CsvParserTests : IDisposable
{
    private static readonly string[] s_columns = ["a", "b", "c"];
    private readonly Utf8Arena _texts = new();

    public void Dispose() => _texts.Dispose();

    [Property(MaxTest = 1000)]
    public Property Law_what_was_quoted_is_read_back() => Cases.ForAll(
        Cases.Arrays(Cases.Arrays(Gen.Elements('a', 'b', '"', ',', ';', '\n', ' ', '\u00e4'), 0, 20)
            .Select(chars => new string(chars)), 3, 3).SelectMany(
            texts => Gen.Elements("", "\n", "\r\n").Select(end => (texts, end))),
        input =>
        {
            CsvParser parser = Parse(string.Join(',', input.texts.Select(Quote)) + input.end);
            Assert.Null(parser.Problem);
            for (int i = 0; i < s_columns.Length; i++)
            {
                Assert.Equal(input.texts[i].Length > 0 || Quote(input.texts[i]).Length > 0, parser.Has(i));
                Assert.Equal(input.texts[i], parser.Has(i) ? parser.Text(i).ToString() : string.Empty);
            }
        });

    [Theory]
    [InlineData("1,2", "The record has 2 fields, expected 3.")]
    [InlineData("", "The record has 1 fields, expected 3.")]
    [InlineData("1,2,3,4", "The record has more than the 3 fields that were named.")]
    [InlineData("1,\"2,3", "The quoted field at byte 2 does not end")]
    [InlineData("1,\"2\"x,3", "The quoted field at byte 2 does not end")]
    [InlineData("x,2,3", "Field a is x, expected a whole number of 64 bits.")]
    [InlineData(",2,3", "Field a is empty.")]
    public void What_is_wrong_is_named(string text, string problem)
    {
        CsvParser parser = Parse(text);
        if (parser.Problem is null)
        {
            parser.Int64(0);
        }

        Assert.StartsWith(problem, parser.Problem, StringComparison.Ordinal);
    }

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny("\",\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private CsvParser Parse(string text)
    {
        var parser = new CsvParser(s_columns, (byte)',') { Store = _texts.Add };
        parser.Parse(_texts.Add(Encoding.UTF8.GetBytes(text)));
        return parser;
    }
}
