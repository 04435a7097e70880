using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Formats;

/// <summary>Parsers work on any record that says where its bytes are.</summary>
public sealed class PayloadRecordTests : IDisposable
{
    private readonly Utf8Arena _texts = new();
    private readonly List<DeadLetter> _letters = [];

    public void Dispose() => _texts.Dispose();

    /// <summary>A row of somebody's log.</summary>
    private readonly record struct LogRow(int Partition, long Offset, Utf8Slice Payload) : IPayloadRecord<LogRow>
    {
        public string Source => Partition < 0 ? "" : $"partition {Partition}, offset {Offset}";

        public LogRow WithPayload(Utf8Slice payload) => this with { Payload = payload };
    }

    [Fact]
    public void A_record_type_of_ones_own_is_parsed_and_names_its_source()
    {
        using Engine engine = NewEngine();
        List<List<(long, long)>> json =
            Engine.Collect(Rows(engine, """{"n": 1}""", "no json").ParseJson(["n"], (row, fields) => (row.Offset, fields.GetInt64(0))));
        List<List<(long, string)>> csv =
            Engine.Collect(Rows(engine, "a,b", "c").ParseCsv(["x", "y"], (row, fields) => (row.Offset, fields.GetText(1).ToString())));
        engine.Tick();
        Assert.Equal([(100, 1)], json[0]);
        Assert.Equal([(100, "b")], csv[0]);
        Assert.Equal(2, _letters.Count);
        Assert.All(_letters, letter => Assert.Equal("partition 7, offset 101", letter.Source));
    }

    [Fact]
    public void A_record_that_names_no_source_is_of_its_stream()
    {
        using Engine engine = NewEngine();
        DStream<LogRow> rows = Rows(engine, "no json").Map(row => row with { Partition = -1 }).Named("rows of the plant");
        Engine.Collect(rows.ParseJson(["n"], (row, fields) => row.Offset));
        engine.Tick();
        Assert.Equal("rows of the plant", Assert.Single(_letters).Source);
    }

    [Fact]
    public void What_is_rewritten_stays_the_same_record()
    {
        using Engine engine = NewEngine();
        List<List<(long, string)>> whole = Engine.Collect(Shown(Rows(engine, "{\"a\":\n1}", "\uFEFF{}", "7").CheckJson()));
        List<List<(long, string)>> quoted = Engine.Collect(Shown(Rows(engine, "{'a': 1}").SingleQuotedJson()));
        List<List<string>> lines = Engine.Collect(Rows(engine, "one\r\ntwo", "three").Lines().Map(line => line.ToString()));
        engine.Tick();
        Assert.Equal([(100, "{\"a\": 1}"), (101, "{}")], whole[0]);
        Assert.Equal([(100, "{\"a\": 1}")], quoted[0]);
        Assert.Equal(["one", "two", "three"], lines[0]);
        Assert.Equal("partition 7, offset 102", Assert.Single(_letters).Source);
    }

    private static DStream<(long, string)> Shown(DStream<LogRow> rows) => rows.Map(row => (row.Offset, row.Payload.ToString()));

    private Engine NewEngine() => new(partitions: 1, with => with.DeadLetters = _letters.Add);

    private DStream<LogRow> Rows(Engine engine, params string[] payloads) =>
        engine.Queue<LogRow>([.. payloads.Select((text, i) => new LogRow(7, 100 + i, _texts.Add(text)))]);
}
