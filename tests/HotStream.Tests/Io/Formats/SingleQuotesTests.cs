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
    [Property(MaxTest = 1000)]
    public Property Law_what_python_prints_means_what_it_was() => Cases.ForAll(
        Cases.Arrays(TextCases.Quotes.Two(), 0, 5),
        pairs =>
        {
            (string Name, string Value)[] fields = [.. pairs.DistinctBy(pair => pair.Item1)];
            string printed = "{" + string.Join(", ", fields.Select(field => $"{Repr(field.Name)}: {Repr(field.Value)}")) + "}";
            JsonObject read = Read(printed);
            Assert.Equal(fields.Length, read.Count);
            Assert.All(fields, field => Assert.Equal(field.Value, (string?)read[field.Name]));
        });

    [Theory]
    [InlineData("""{'name': 'O'Brien', 'n': 1}""", """{"name":"O'Brien","n":1}""")]
    [InlineData("""{'a': 'it's, well, 'so'', 'b': ''}""", """{"a":"it's, well, 'so'","b":""}""")]
    [InlineData("""{'a': 'don\'t', 'b': "she's"}""", """{"a":"don't","b":"she's"}""")]
    [InlineData("""{'a': 'say "x"'}""", """{"a":"say \"x\""}""")]
    [InlineData("""{'a': None, 'b': True, 'c': False, 'd': [1, 'it's', 'b'], 'e': {'f': 'g'}}""",
        """{"a":null,"b":true,"c":false,"d":[1,"it's","b"],"e":{"f":"g"}}""")]
    [InlineData("""{'a': '\x41\\n'}""", """{"a":"A\\n"}""")]
    [InlineData("""{"a": "b's"}""", """{"a":"b's"}""")]
    [InlineData("""{}""", """{}""")]
    public void Quotes_that_end_nothing_are_apostrophes(string printed, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Read(printed)), Read(printed).ToJsonString());

    [Theory]
    [InlineData("""{'a': (1, 'it's', (2,)), 'b': (), 'c': [(None,)]}""", """{"a":[1,"it's",[2]],"b":[],"c":[[null]]}""")]
    [InlineData("""{u'a': u'b', u"c": u"d's", 'e': 'f', u'g': 1}""", """{"a":"b","c":"d's","e":"f","g":1}""")]
    [InlineData("""{'a': Decimal('1.50'), 'b': Decimal("-3E+2"), 'c': Decimal('123456789012345678901234567890.5')}""",
        """{"a":1.50,"b":-3E+2,"c":123456789012345678901234567890.5}""")]
    [InlineData("""{'a': '\U000e0001', 'b': '\U00000041', 'c': "\U0001f600", 'd': '\101\0'}""",
        """{"a":"\udb40\udc01","b":"A","c":"\ud83d\ude00","d":"A\u0000"}""")]
    [InlineData("""{'a': 1e5, 'b': -2.5E-3, 'c': true, 'd': null}""", """{"a":1e5,"b":-2.5E-3,"c":true,"d":null}""")]
    [InlineData("{'a':\n  1,\r\n  'b': 'x\ny'}", "{\"a\":1,\"b\":\"x\\ny\"}")]
    public void What_json_has_a_value_for_is_taken(string printed, string json)
    {
        JsonObject read = Read(printed);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), read), read.ToJsonString());
        Assert.DoesNotContain((byte)'\n', new SingleQuotes().Convert(Encoding.UTF8.GetBytes(printed)).ToArray());
    }

    [Theory]
    [InlineData("{'a': nan}", "nan at byte 6 is no value of JSON: send None")]
    [InlineData("{'a': [-inf]}", "-inf at byte 7 is no value of JSON: send None")]
    [InlineData("{'a': b'x'}", "The bytes b'...' at byte 6 are no value of JSON: send text, value.decode() or base64.")]
    [InlineData("{'a': datetime.datetime(2025, 1, 31, 12, 0)}",
        "datetime.datetime(...) at byte 6 is no value of JSON: send text, value.isoformat().")]
    [InlineData("{'a': Decimal('NaN')}", "Decimal(...) at byte 6 is no number of JSON")]
    [InlineData("{'a': Decimal('1)", "Decimal(...) at byte 6 is no number of JSON")]
    [InlineData("{'a': UUID('1234')}", "UUID(...) at byte 6 is no value of JSON: convert it in the sender")]
    [InlineData("{'a': np.float64(1.5)}", "np.float64(...) at byte 6 is no value of JSON")]
    [InlineData("{'a': set()}", "The set at byte 6 is no value of JSON: send a list.")]
    [InlineData("{'a': {'x', 'y'}, 'b': 1}", "If this is a set, send a list instead")]
    [InlineData("{'a': {'x'}, 'b': 1}", "If this is a set, send a list instead")]
    [InlineData("{'a': {\"x's\", 'y'}}", "If this is a set, send a list instead")]
    [InlineData("{'a': {1, 2}}",
        "The name 1 at byte 7 is no string, which names of JSON are: send str(name), or, if this is a set, a list.")]
    [InlineData("{1: 'a'}", "The name 1 at byte 1 is no string")]
    [InlineData("{None: 'a'}", "The name None at byte 1 is no string")]
    [InlineData("{'a': '\\N{BULLET}'}", "The escape \\N{...} names a character")]
    [InlineData("{'a': '\\U00110000'}", "An escape \\U has eight hexadecimal digits")]
    [InlineData("{'a': '\\U0001'}", "An escape \\U has eight hexadecimal digits")]
    [InlineData("{'a': (1]}", "The bracket ] at byte 8 ends nothing that is open.")]
    [InlineData("{'a': running}", "running at byte 6 is no value of JSON: text stands between quotes.")]
    public void What_json_has_no_value_for_is_refused_by_name(string printed, string problem)
    {
        var quotes = new SingleQuotes();
        Assert.True(quotes.Convert(Encoding.UTF8.GetBytes(printed)).IsEmpty);
        Assert.Contains(problem, quotes.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_of_the_machine_in_the_hall_is_read()
    {
        const string Message = "{'program_name': 'plusone-test-sparkstreaming', 'machine_name': 'test-machine-plusone', 'material_name': "
            + "'A5052H-1.5', 'work_center': '0', 'order_of_processing': '1', "
            + "'start_time': '2017/02/10 16:42:23', 'finish_time': '2017/02/10 16:45:46', 'process_time': '0:03:23', 'good': '1', "
            + "'status': '0', 'schedule_name': '', "
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

    [Property(MaxTest = 1000)]
    public Property Any_bytes_are_taken_or_refused() => Cases.ForAll(JsonCases.Damaged, text =>
    {
        var quotes = new SingleQuotes();
        byte[] single = [.. text.Select(b => b == '"' ? (byte)'\'' : b)];
        byte[] json = quotes.Convert(single).ToArray();
        Assert.Equal(quotes.Problem is null && JsonText.FindProblem(json) is null, quotes.Problem is null && IsObject(json));
    });

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
