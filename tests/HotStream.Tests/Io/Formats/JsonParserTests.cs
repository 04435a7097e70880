using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Io.Formats;

/// <summary>The projection against System.Text.Json: it takes the same texts, and finds in them what a whole document has.</summary>
public sealed class JsonParserTests : IDisposable
{
    private static readonly string[] s_names = ["a", "b", "\u00e4"];
    private readonly Utf8Arena _texts = new();
    private readonly JsonParser _parser;

    public JsonParserTests() => _parser = new JsonParser(s_names) { Store = _texts.Add };

    public void Dispose() => _texts.Dispose();

    [Property(MaxTest = 3000)]
    public Property Oracle_a_record_is_taken_exactly_when_the_framework_takes_it() => Cases.ForAll(JsonCases.Damaged, text =>
    {
        _parser.Parse(_texts.Add(text));
        Assert.Equal(Document(text) is not null && Utf8.IsValid(text), _parser.Problem is null);
    });

    [Property(MaxTest = 1000)]
    public Property Oracle_fields_are_what_a_document_has() => Cases.ForAll(JsonCases.Text, text =>
    {
        using JsonDocument document = Document(text)!;
        for (int field = 0; field < s_names.Length; field++)
        {
            _parser.Parse(_texts.Add(text));
            Assert.Null(_parser.Problem);
            if (!document.RootElement.TryGetProperty(s_names[field], out JsonElement element) || element.ValueKind == JsonValueKind.Null)
            {
                Assert.False(_parser.Has(field));
                Assert.True(_parser.Text(field).IsEmpty);
                Assert.NotNull(_parser.Problem);
                continue;
            }

            Assert.True(_parser.Has(field));
            string expected = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
            Assert.Equal(expected, _parser.Text(field).ToString());
            Assert.Null(_parser.Problem);
            if (element.ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(element.GetDouble(), _parser.Double(field));
                Assert.Null(_parser.Problem);
                Assert.Equal(element.TryGetInt64(out long whole), _parser.Int64(field) == whole && _parser.Problem is null);
            }
        }
    });

    [Property(MaxTest = 2000)]
    public Property Oracle_strings_end_where_the_loop_says() => Cases.ForAll(
        Cases.Arrays(Gen.Frequency((30, Gen.Constant((byte)'x')), (1, Cases.AnyByte),
            (1, Gen.Elements((byte)'"', (byte)'\\', (byte)0x1F, (byte)0x20))), 0, 70),
        bytes => Assert.Equal(
            JsonScan.StringEndSlowly(ref MemoryMarshal.GetArrayDataReference(bytes), 0, bytes.Length),
            JsonScan.StringEnd(ref MemoryMarshal.GetArrayDataReference(bytes), 0, bytes.Length)));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void As_many_levels_are_taken_as_the_framework_takes(int levels, bool taken)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', levels)}{new string(']', levels)}}}");
        _parser.Parse(_texts.Add(text));
        Assert.Equal(taken, Document(text) is not null);
        Assert.Equal(taken, _parser.Problem is null);
    }

    [Theory]
    [InlineData("""{"a": "x"}""", "Field a is x, expected a whole number of 64 bits.")]
    [InlineData("""{"a": 1.5}""", "Field a is 1.5, expected a whole number of 64 bits.")]
    [InlineData("""{"a": 9223372036854775808}""", "Field a is 9223372036854775808, expected a whole number of 64 bits.")]
    [InlineData("""{"b": 1}""", "Field a is missing.")]
    [InlineData("""{"a": null}""", "Field a is empty.")]
    [InlineData("[1]", "The record is not a JSON object.")]
    [InlineData("", "The record is not JSON: ")]
    [InlineData("""{"a": 1} x""", "The record is not JSON: ")]
    public void What_is_wrong_is_named(string text, string problem)
    {
        _parser.Parse(_texts.Add(text));
        Assert.Equal(0, _parser.Problem is null ? _parser.Int64(0) : 0);
        Assert.StartsWith(problem, _parser.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_may_differ_from_record_to_record()
    {
        foreach (string text in (string[])["""{"a":1,"b":"x"}""", """{ "a": 2, "b": "y" }""",
            """{"a":  3 ,"b":  "z"}""", """{"b":"v","a":4}"""])
        {
            _parser.Parse(_texts.Add(text));
            Assert.Null(_parser.Problem);
            using JsonDocument document = Document(Encoding.UTF8.GetBytes(text))!;
            Assert.Equal(document.RootElement.GetProperty("a").GetInt64(), _parser.Int64(0));
            Assert.Equal(document.RootElement.GetProperty("b").GetString(), _parser.Text(1).ToString());
        }
    }

    [Fact]
    public void Numbers_and_truths_are_read_from_strings_too()
    {
        _parser.Parse(_texts.Add("""{"a": "-17", "b": "true", "ä": "2.5e3"}"""));
        Assert.Equal(-17, _parser.Int64(0));
        Assert.True(_parser.Boolean(1));
        Assert.Equal(2500, _parser.Double(2));
        Assert.Null(_parser.Problem);
    }

    private static JsonDocument? Document(byte[] text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
