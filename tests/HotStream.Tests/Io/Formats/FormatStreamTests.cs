using System.Text;
using System.Text.Json.Serialization;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Formats;

/// <summary>Parsers in a stream: good records go on, bad ones become dead letters with source, place and reason.</summary>
public sealed partial class FormatStreamTests : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly List<DeadLetter> _letters = [];

    public void Dispose() => _texts.Dispose();

    [Fact]
    public void Json_fields_are_counted_and_bad_records_named()
    {
        using Engine engine = NewEngine();
        List<List<(string, double)>> seen = Engine.Collect(Texts(
                engine,
                """{"machine": "a", "celsius": 20.5, "more": [1, {"x": 2}]}""",
                """{"celsius": "21.5", "machine": "a"}""",
                """{"machine": "a", "celsius": "hot"}""",
                """{"machine": "a "quoted" one, longer than inline", "celsius": 1}""",
                """{"machine": "a \"quoted\" one, longer than inline", "celsius": 1}""",
                "not json")
            .ParseJson(["machine", "celsius"], row => KeyValuePair.Create(row.GetText(0), row.GetDouble(1)))
            .SumByKey()
            .Map(pair => (pair.Key.ToString(), pair.Value)));
        engine.Tick();
        Assert.Equal([("a", 42), ("a \"quoted\" one, longer than inline", 1)], seen[0].Order());
        Assert.Equal(["record 2", "record 3", "record 5"],
            _letters.Select(letter => letter.Position[(letter.Position.IndexOf(", ", StringComparison.Ordinal) + 15)..]).Order());
        Assert.All(_letters, letter => Assert.Equal("QueueStream", letter.Source));
        Assert.Contains(_letters, letter => letter.Reason == "Field celsius is hot, expected a number.");
        Assert.Contains(_letters, letter => Encoding.UTF8.GetString(letter.Record.Span) == "not json");
    }

    [Fact]
    public void Json_is_made_into_objects()
    {
        using Engine engine = NewEngine();
        List<List<Reading>> seen = Engine.Collect(Texts(engine, """{"Machine": "a", "Celsius": 1.5}""", "null", """{"Machine": 1}""")
            .ParseJson(FormatJson.Default.Reading));
        engine.Tick();
        Assert.Equal([new Reading("a", 1.5)], seen[0]);
        Assert.Equal(2, _letters.Count);
    }

    [Fact]
    public void A_record_that_its_type_refuses_does_not_fail_its_batch()
    {
        using Engine engine = NewEngine();
        List<List<Positive>> seen = Engine.Collect(Texts(engine, """{"Value": 1}""", """{"Value": -1}""", """{"Value": 2}""")
            .ParseJson(FormatJson.Default.Positive));
        engine.Tick();
        Assert.Equal([1, 2], seen[0].Select(number => number.Value));
        Assert.Equal("The record is no Positive: It must be positive. (ArgumentException)", Assert.Single(_letters).Reason);
    }

    [Theory]
    [InlineData(RecordFailure.FailBatch)]
    [InlineData(RecordFailure.DeadLetter)]
    public void A_function_of_fields_that_throws_fails_its_batch_or_costs_its_record_as_asked(RecordFailure asked)
    {
        using Engine engine = NewEngine();
        engine.Options.OnRecordFailure = asked;
        List<List<long>> seen = Engine.Collect(Texts(engine, """{"n": 6}""", """{"n": 0}""", """{"n": 3}""")
            .ParseJson(["n"], row => 12 / row.GetInt64(0)));
        engine.Tick();
        if (asked == RecordFailure.FailBatch)
        {
            Assert.Contains("DivideByZero", engine.Failure().ToString(), StringComparison.Ordinal);
            return;
        }

        Assert.Equal([2L, 4L], seen[0]);
        Assert.StartsWith("The function of its fields threw DivideByZeroException", Assert.Single(_letters).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Separated_values_are_read()
    {
        using Engine engine = NewEngine();
        List<List<(string, long)>> seen = Engine.Collect(Texts(engine, "a;1", "\"b;\"\"c\"\"\";2\r\n", "c", "d;x")
            .ParseCsv(["name", "count"], row => (row.GetText(0).ToString(), row.GetInt64(1)), ';'));
        engine.Tick();
        Assert.Equal([("a", 1), ("b;\"c\"", 2)], seen[0]);
        Assert.Equal(["The record has 1 fields, expected 2.", "Field count is x, expected a whole number of 64 bits."],
            _letters.Select(letter => letter.Reason));
    }

    [Fact]
    public void Single_quotes_become_documents_and_documents_are_checked()
    {
        using Engine engine = NewEngine();
        List<List<string>> quoted = Engine.Collect(Texts(engine, "{'a': 'it's long enough to be stored somewhere'}", "{'a': 1",
            "{\"a\": 2}").SingleQuotedJson().Map(text => text.ToString()));
        List<List<string>> whole = Engine.Collect(Texts(engine, """{"a": 1}""", """{"a": 1,}""", "7").CheckJson()
            .Map(text => text.ToString()));
        engine.Tick();
        Assert.Equal(["{\"a\": \"it's long enough to be stored somewhere\"}", "{\"a\": 2}"], quoted[0]);
        Assert.Equal(["""{"a": 1}"""], whole[0]);
        Assert.Equal(3, _letters.Count);
    }

    [Fact]
    public void A_byte_order_mark_is_no_text()
    {
        const string Mark = "\uFEFF";
        using Engine engine = NewEngine();
        List<List<string>> parsed = Engine.Collect(Texts(engine, Mark + """{"a": "long enough not to be inline"}""")
            .ParseJson(["a"], row => row.GetText(0).ToString()));
        List<List<string>> values = Engine.Collect(Texts(engine, Mark + "a,b", Mark + "\"c\",d")
            .ParseCsv(["x", "y"], row => row.GetText(0).ToString()));
        List<List<string>> whole = Engine.Collect(Texts(engine, Mark + """{"a": 1}""").CheckJson().Map(text => text.ToString()));
        List<List<string>> quoted = Engine.Collect(Texts(engine, Mark + "{'a': 1}").SingleQuotedJson().Map(text => text.ToString()));
        List<List<string>> lines = Engine.Collect(Texts(engine, Mark + "one\ntwo").Lines().Map(text => text.ToString()));
        List<List<Reading>> made = Engine.Collect(Texts(engine, Mark + """{"Machine": "a", "Celsius": 1.5}""")
            .ParseJson(FormatJson.Default.Reading));
        engine.Tick();
        Assert.Empty(_letters);
        Assert.Equal(["long enough not to be inline"], parsed[0]);
        Assert.Equal(["a", "c"], values[0]);
        Assert.Equal(["""{"a": 1}"""], whole[0]);
        Assert.Equal(["""{"a": 1}"""], quoted[0]);
        Assert.Equal(["one", "two"], lines[0]);
        Assert.Equal([new Reading("a", 1.5)], made[0]);
    }

    [Fact]
    public void Documents_of_several_lines_become_one_line()
    {
        using Engine engine = NewEngine();
        List<List<string>> whole = Engine.Collect(Texts(engine, "{\r\n  \"a\": \"x\\ny\",\n  \"b\": [1,\n2]\n}\n", "\n{}").CheckJson()
            .Map(text => text.ToString()));
        engine.Tick();
        Assert.Equal(["{    \"a\": \"x\\ny\",   \"b\": [1, 2] }", "{}"], whole[0]);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        using Engine engine = NewEngine();
        byte[] first = [.. "{\"key\": \"long enough "u8, 0xFF, .. "\"}"u8];
        byte[] second = [.. "{\"key\": \"long enough "u8, 0xFE, .. "\"}"u8]; // decoded, both were the same key
        List<List<string>> seen = Engine.Collect(engine.Queue<Utf8Slice>([_texts.Add(first), _texts.Add(second)])
            .ParseJson(["key"], row => row.GetText(0).ToString()));
        engine.Tick();
        Assert.Empty(seen.SelectMany(batch => batch));
        Assert.Equal(["The record is not JSON: a string in it is not UTF-8.", "The record is not JSON: a string in it is not UTF-8."],
            _letters.Select(letter => letter.Reason));
        Assert.Equal([first, second], _letters.Select(letter => letter.Record.ToArray()));
    }

    [Fact]
    public void Fields_can_be_had_as_json_with_their_kind()
    {
        using Engine engine = NewEngine();
        List<List<string>> json = Engine.Collect(
            Texts(engine, """{"a": "x\n", "b": "", "c": 1.50, "d": {"e": [ 1 ]}, "e": [], "f": true, "g": false, "h": null}""")
            .ParseJson(["a", "b", "c", "d", "e", "f", "g", "h", "i"], Describe));
        List<List<string>> csv = Engine.Collect(Texts(engine, "1,\"say \"\"x\"\"\",,\"\"").ParseCsv(["a", "b", "c", "d"],
            row => $"{row.GetKind(0)}:{row.GetJson(0)} {row.GetJson(1)} {row.GetKind(2)} {row.GetJson(3)}"));
        engine.Tick();
        Assert.Equal(["""String:"x\n" String:"" Number:1.50 Object:{"e": [ 1 ]} Array:[] True:true False:false Null Undefined"""], json[0]);
        Assert.Equal(["String:\"1\" \"say \\\"x\\\"\" Null \"\""], csv[0]);
        Assert.Empty(_letters);
    }

    [Fact]
    public void Control_characters_of_a_record_do_not_reach_the_reason()
    {
        using Engine engine = NewEngine();
        Engine.Collect(Texts(engine, "a;\u001b[2Jx").ParseCsv(["name", "count"], row => row.GetInt64(1), ';'));
        engine.Tick();
        Assert.Equal("Field count is \\u{1b}[2Jx, expected a whole number of 64 bits.", Assert.Single(_letters).Reason);
    }

    [Fact]
    public void Texts_are_taken_apart_into_lines()
    {
        using Engine engine = NewEngine();
        List<List<string>> seen = Engine.Collect(Texts(engine, "one\ntwo\r\n\nfour", "", "five\n").Lines().Map(line => line.ToString()));
        engine.Tick();
        Assert.Equal(["one", "two", "", "four", "five"], seen[0]);
    }

    [Fact]
    public void Fields_must_be_named_once()
    {
        using Engine engine = NewEngine();
        DStream<Utf8Slice> texts = Texts(engine);
        Assert.Throws<ArgumentException>(() => texts.ParseJson([], row => 1));
        Assert.Throws<ArgumentException>(() => texts.ParseJson(["a", "a"], row => 1));
        Assert.Throws<ArgumentException>(() => texts.ParseCsv(["a"], row => 1, '"'));
    }

    [Fact]
    public void Fields_are_read_by_name_as_by_number()
    {
        using Engine engine = NewEngine();
        List<List<string>> seen = Engine.Collect(Texts(engine,
            """{"machine":"m1","celsius":20.5,"id":7,"on":true}""", """{"id":8,"on":false,"celsius":"3","machine":"m2"}""",
            """{"machine":"m3","celsius":1}""")
            .ParseJson(["machine", "celsius", "id", "on"], row => row.Has("id") != row.Has(2) || row["machine"] != row.GetText(0)
                || row.GetKind("on") != row.GetKind(3) || (row.Has("id") && row.GetJson("id") != row.GetJson(2)) ? "differs"
                : FormattableString.Invariant($"{row["machine"]} {row.GetDouble("celsius")} {row.GetInt64("id")} {row.GetBoolean("on")}")));
        engine.Tick();
        Assert.Equal(["m1 20.5 7 True", "m2 3 8 False"], seen[0]);
        Assert.Equal("Field id is missing.", Assert.Single(_letters).Reason);
    }

    [Fact]
    public void Names_asked_in_another_order_or_more_often_are_found_too()
    {
        using Engine engine = NewEngine();
        int record = 0;
        List<List<string>> seen = Engine.Collect(Texts(engine, "1,2,3", "4,5,6", "7,8,9")
            .ParseCsv(["a", "b", "c"], row => record++ == 1 ? $"{row["c"]}{row["a"]}{row["b"]}"
                : string.Concat(Enumerable.Repeat($"{row["a"]}{row["b"]}{row[new string('c', 1)]}", 1)) + Many(row)));
        engine.Tick();
        Assert.Equal(["123" + new string('3', 100), "645", "789" + new string('9', 100)], seen[0]);

        static string Many(FieldRow row)
        {
            string text = "";
            for (int i = 0; i < 100; i++)
            {
                text += row["c"];
            }

            return text;
        }
    }

    [Fact]
    public void A_name_that_was_not_asked_for_fails_the_batch_and_says_which_there_are()
    {
        using Engine engine = NewEngine();
        Texts(engine, "1,2").ParseCsv(["a", "b"], row => row.GetInt64("z")).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Contains("No field 'z' was asked for; there are a, b.", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_fields_by_name_allocates_nothing()
    {
        var parser = new HotStream.Io.JsonParser(["machine", "celsius"]);
        using var texts = new Utf8Arena();
        Utf8Slice text = texts.Add("""{"machine":"a machine with a long name","celsius":20.5}""");
        double sum = Read(parser, text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            sum += Read(parser, text);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001 * 46.5, sum);

        static double Read(HotStream.Io.RecordParser parser, Utf8Slice text)
        {
            parser.Parse(text);
            var row = new FieldRow(parser);
            return row["machine"].Length + row.GetDouble("celsius");
        }
    }

    private static string Describe(FieldRow row)
    {
        string text = "";
        for (int field = 0; field < 7; field++)
        {
            text += $"{row.GetKind(field)}:{row.GetJson(field)} ";
        }

        return $"{text}{row.GetKind(7)} {row.GetKind(8)}";
    }

    private Engine NewEngine() => new(partitions: 1, with => with.DeadLetters = _letters.Add);

    private DStream<Utf8Slice> Texts(Engine engine, params string[] texts) => engine.Queue<Utf8Slice>([.. texts.Select(_texts.Add)]);

    internal sealed record Reading(string Machine, double Celsius);

    internal sealed class Positive
    {
        public int Value
        {
            get;
            set => field = value > 0 ? value : throw new ArgumentException("It must be positive.");
        }
    }

    [JsonSerializable(typeof(Reading))]
    [JsonSerializable(typeof(Positive))]
    private sealed partial class FormatJson : JsonSerializerContext;
}
