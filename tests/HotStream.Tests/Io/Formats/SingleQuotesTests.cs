using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;

namespace HotStream.Tests.Io.Formats;

/// <summary>JSON with single quotes: what Python prints means what it was.</summary>
public sealed class SingleQuotesTests
{
    // Texts in which a quote might be taken for the end: before commas, colons and brackets.
    private static readonly Gen<string> s_text = Cases.Arrays(Gen.Elements("'", "\"", ",", ":", " ", "}", "]", "{", "a", "o'clock", "\\", "\n", "\t", "\u0001", "\u20ac"), 0, 8).Select(string.Concat);

    [Fact]
    public void Law_what_python_prints_means_what_it_was() => Cases.Check(
        Cases.Arrays(s_text.Two(), 0, 5),
        pairs =>
        {
            (string Name, string Value)[] fields = [.. pairs.DistinctBy(pair => pair.Item1)];
            string printed = "{" + string.Join(", ", fields.Select(field => $"{Repr(field.Name)}: {Repr(field.Value)}")) + "}";
            JsonObject read = Read(printed);
            Assert.Equal(fields.Length, read.Count);
            Assert.All(fields, field => Assert.Equal(field.Value, (string?)read[field.Name]));
        },
        count: 1000);

    [Theory]
    [InlineData("""{'name': 'O'Brien', 'n': 1}""", """{"name":"O'Brien","n":1}""")]
    [InlineData("""{'a': 'it's, well, 'so'', 'b': ''}""", """{"a":"it's, well, 'so'","b":""}""")]
    [InlineData("""{'a': 'don\'t', 'b': "she's"}""", """{"a":"don't","b":"she's"}""")]
    [InlineData("""{'a': 'say "x"'}""", """{"a":"say \"x\""}""")]
    [InlineData("""{'a': None, 'b': True, 'c': False, 'd': [1, 'it's', 'b'], 'e': {'f': 'g'}}""", """{"a":null,"b":true,"c":false,"d":[1,"it's","b"],"e":{"f":"g"}}""")]
    [InlineData("""{'a': '\x41\\n'}""", """{"a":"A\\n"}""")]
    [InlineData("""{"a": "b's"}""", """{"a":"b's"}""")]
    [InlineData("""{}""", """{}""")]
    public void Quotes_that_end_nothing_are_apostrophes(string printed, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Read(printed)), Read(printed).ToJsonString());

    [Fact]
    public void The_message_of_the_machine_in_the_hall_is_read()
    {
        const string Message = "{'program_name': 'plusone-test-sparkstreaming', 'machine_name': 'test-machine-plusone', 'material_name': 'A5052H-1.5', 'work_center': '0', 'order_of_processing': '1', "
            + "'start_time': '2017/02/10 16:42:23', 'finish_time': '2017/02/10 16:45:46', 'process_time': '0:03:23', 'good': '1', 'status': '0', 'schedule_name': '', "
            + "'saveing_date/time': '2017/02/10 16:42:23', 'processing_division': '4199170'}";
        JsonObject read = Read(Message);
        Assert.Equal(13, read.Count);
        Assert.Equal(Message.Replace('\'', '"'), Encoding.UTF8.GetString(new SingleQuotes().Convert(Encoding.UTF8.GetBytes(Message))));
        Assert.Equal(("", "2017/02/10 16:42:23"), ((string?)read["schedule_name"], (string?)read["saveing_date/time"]));
    }

    [Theory]
    [InlineData("{'a': 'b", "The string at byte 6 has no end")]
    [InlineData("{'a': \"b}", "The string at byte 6 has no end.")]
    [InlineData("{'a': 1 2}", "The record is not JSON: ")]
    [InlineData("['a']", "The record is not a JSON object.")]
    public void What_is_wrong_is_named(string text, string problem)
    {
        var quotes = new SingleQuotes();
        ReadOnlySpan<byte> json = quotes.Convert(Encoding.UTF8.GetBytes(text));
        Assert.StartsWith(problem, quotes.Problem ?? JsonText.FindProblem(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_taken_or_refused() => Cases.Check(JsonCases.Damaged, text =>
    {
        var quotes = new SingleQuotes();
        byte[] single = [.. text.Select(b => b == '"' ? (byte)'\'' : b)];
        byte[] json = quotes.Convert(single).ToArray();
        Assert.Equal(quotes.Problem is null && JsonText.FindProblem(json) is null, quotes.Problem is null && IsObject(json));
    }, count: 1000);

    private static bool IsObject(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && System.Text.Unicode.Utf8.IsValid(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonObject Read(string printed)
    {
        var quotes = new SingleQuotes();
        string json = Encoding.UTF8.GetString(quotes.Convert(Encoding.UTF8.GetBytes(printed)));
        Assert.Null(quotes.Problem);
        return JsonNode.Parse(json)!.AsObject();
    }

    /// <summary>A string as Python's repr writes it: in double quotes if it has apostrophes and no double quotes.</summary>
    private static string Repr(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var printed = new StringBuilder().Append(quote);
        foreach (char c in text)
        {
            printed.Append(c switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\'' when quote == '\'' => "\\'",
                < ' ' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return printed.Append(quote).ToString();
    }
}
