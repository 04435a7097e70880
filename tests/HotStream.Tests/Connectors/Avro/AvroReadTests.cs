using HotStream.Avro;

namespace HotStream.Tests.Connectors.Avro;

/// <summary>Files that avsc wrote, as frames.</summary>
public sealed class AvroReadTests : IDisposable
{
    private const string Schema = """
        {"type": "record", "name": "reading", "namespace": "plant", "fields": [
            {"name": "i", "type": "int"}, {"name": "l", "type": ["null", "long"]}, {"name": "b", "type": "boolean"},
            {"name": "f", "type": "float"}, {"name": "d", "type": ["double", "null"]}, {"name": "s", "type": "string"},
            {"name": "kind", "type": {"type": "enum", "name": "kind", "symbols": ["press", "laser"]}},
            {"name": "day", "type": {"type": "int", "logicalType": "date"}},
            {"name": "ms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "us", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
            {"name": "ns", "type": {"type": "long", "logicalType": "timestamp-nanos"}},
            {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
            {"name": "small", "type": {"type": "fixed", "name": "two", "size": 2, "logicalType": "decimal", "precision": 4, "scale": 1}},
            {"name": "at", "type": ["null", {"type": "record", "name": "place", "fields": [
                {"name": "x", "type": "int"}, {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}}]}]},
            {"name": "path", "type": {"type": "array", "items": "place"}},
            {"name": "counts", "type": {"type": "map", "values": "long"}},
            {"name": "other", "type": ["null", "plant.kind"]}, {"name": "odd", "type": {"type": "string", "logicalType": "unknown"}}]}
        """;

    private const string Row = """
        {"i": -2147483648, "l": {"long": 4503599627370495}, "b": true, "f": 0.5, "d": null, "s": "añb \"c\"", "kind": "laser", "day": -1,
         "ms": -1, "us": -1, "ns": -1, "price": "\u00ff\u0085", "small": "\u0000\u007b",
         "at": {"plant.place": {"x": 7, "tags": [null, {"string": "u"}]}},
         "path": [{"x": 1, "tags": []}, {"x": 2, "tags": [{"string": "v"}, null]}], "counts": {"k": 5, "longer than twelve bytes": -6},
         "other": {"plant.kind": "press"}, "odd": ""}
        """;

    private const string Empty = """
        {"i": 2147483647, "l": null, "b": false, "f": 0, "d": {"double": -1e300}, "s": "", "kind": "press", "day": 0, "ms": 0, "us": 1,
         "ns": 1999, "price": "\u0000", "small": "\u00ff\u00ff", "at": null, "path": [], "counts": {}, "other": null, "odd": "x"}
        """;

    private readonly AvroFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    [InlineData("snappy")]
    [InlineData("zstandard")]
    public void Values_of_all_types_are_those_that_were_written(string codec)
    {
        DataFrame frame = _files.Session.Read.Avro(_files.Make(Schema, $"[{Row}, {Empty}, {Row}]", codec));
        Assert.Equal("i INT, l BIGINT, b BOOLEAN, f DOUBLE, d DOUBLE, s STRING, kind STRING, day DATE, ms TIMESTAMP, us TIMESTAMP, "
            + "ns TIMESTAMP, price DECIMAL(9,2), small DECIMAL(4,1), at struct<x:int,tags:array<string>>, "
            + "path array<struct<x:int,tags:array<string>>>, counts map<string,bigint>, other STRING, odd STRING",
            frame.Schema.ToString());
        string first = "[-2147483648,4503599627370495,true,0.5,null,añb \"c\",laser,1969-12-31,1969-12-31 23:59:59.999,"
            + "1969-12-31 23:59:59.999999,1969-12-31 23:59:59.999999,-1.23,12.3,{7, [null, u]},"
            + "[{1, []}, {2, [v, null]}],{k -> 5, longer than twelve bytes -> -6},press,]";
        string second = "[2147483647,null,false,0.0,-1.0E300,,press,1970-01-01,1970-01-01 00:00:00,1970-01-01 00:00:00.000001,"
            + "1970-01-01 00:00:00.000001,0.00,-0.1,null,[],{},null,x]";
        Assert.Equal([first, second, first], AvroFiles.Rows(frame));
        Assert.Equal(["[press,2]", "[null,0]", "[press,2]"], AvroFiles.Rows(frame.SelectExpr("other", "size(path)")));
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(100, 3000)]
    [InlineData(5000, 3000)]
    public void A_file_is_read_in_parts_and_each_row_once(int partBytes, int count)
    {
        string rows = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"i": {{i}}, "s": "text {{i}}"}"""));
        string path = _files.Make("""
            {"type": "record", "name": "r", "fields": [{"name": "i", "type": "int"}, {"name": "s", "type": "string"}]}
            """, $"[{rows}]", blockBytes: 600);
        var source = new AvroSource(path, null, false, partBytes);
        Assert.True(source.Partitions > 1);
        DataFrame frame = _files.Session.Load(source);
        Assert.Equal(count, frame.Count());
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"[{i},text {i}]"), AvroFiles.Rows(frame.OrderBy("i")));
    }

    [Fact]
    public void A_column_that_a_file_has_not_is_null_and_one_of_another_type_is_refused()
    {
        _files.Make(OneField("a", "\"int\""), """[{"a": 1}]""", name: "1.avro");
        _files.Make(OneField("b", "\"int\""), """[{"b": 2}]""", name: "2.avro");
        DataFrame frame = _files.Session.Read.Schema("a INT, b INT").Avro(_files.Folder);
        Assert.Equal(["[1,null]", "[null,2]"], AvroFiles.Rows(frame).Order());
        _files.Make(OneField("a", "\"string\""), """[{"a": "x"}]""", name: "3.avro");
        string message = Assert.Throws<InvalidDataException>(() => _files.Session.Read.Schema("a INT").Avro(_files.Folder)).Message;
        Assert.Contains("3.avro: column 'a' is string, where int is expected", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["int", "string"]""", """{"int": 1}""", "column 'a' is int or string, a type")]
    [InlineData("""["null", "long", "string"]""", """null""", "column 'a' is null or long or string, a type")]
    [InlineData("\"null\"", "null", "column 'a' is null, a type")]
    [InlineData("\"bytes\"", "\"x\"", "column 'a' is bytes, a type")]
    [InlineData("""{"type": "fixed", "name": "f", "size": 1}""", "\"x\"", "column 'a' is fixed, a type")]
    [InlineData("""{"type": "int", "logicalType": "time-millis"}""", "1", "column 'a' is time-millis, a type")]
    [InlineData("""{"type": "array", "items": {"type": "map", "values": "bytes"}}""", """[{"k": "x"}]""", "'a'.element.value is bytes")]
    [InlineData("""{"type": "record", "name": "q", "fields": [{"name": "b", "type": "bytes"}]}""", """{"b": "x"}""", "'a'.b is bytes")]
    [InlineData("""{"type": "record", "name": "q", "fields": [{"name": "n", "type": ["null", "q"]}]}""", """{"n": {"q": {"n": null}}}""",
        "column 'a'.n is record q within itself")]
    public void What_frames_have_no_type_for_is_named_and_passed_over(string type, string value, string problem)
    {
        string path = _files.Make($$"""
            {"type": "record", "name": "r", "fields": [{"name": "a", "type": {{type}}}, {"name": "c", "type": "int"}]}
            """, $$"""[{"a": {{value}}, "c": 5}, {"a": {{value}}, "c": 6}]""");
        string message = Assert.Throws<NotSupportedException>(() => _files.Session.Read.Avro(path)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains("Read.Schema(\"c INT\") reads the other columns", message, StringComparison.Ordinal);
        Assert.Equal(["[5]", "[6]"], AvroFiles.Rows(_files.Session.Read.Schema("c INT").Avro(path)));
    }

    [Fact]
    public void Bytes_are_texts_where_that_is_said()
    {
        string path = _files.Make(OneField("a", "\"bytes\""), """[{"a": "xyz"}]""");
        Assert.Equal(["[xyz]"], AvroFiles.Rows(_files.Session.Read.Option("binaryAsString", "true").Avro(path)));
    }

    [Theory]
    [InlineData("""{"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}, {"name": "a", "type": "int"}]}""",
        "has two fields 'a'")]
    [InlineData("""{"type": "record", "name": "r", "fields": [{"name": "a", "type": {"type": "enum", "name": "r", "symbols": []}}]}""",
        "has two types 'r'")]
    [InlineData("""{"type": "record", "name": "r", "fields": [{"name": "a", "type": "q"}]}""", "has no type 'q'")]
    [InlineData("""{"type": "record", "name": "r"}""", "none of Avro")]
    [InlineData("\"int\"", "values are no records")]
    [InlineData("{", "none of Avro")]
    public void A_schema_that_cannot_be_is_refused(string schema, string problem)
    {
        string message = Assert.Throws<InvalidDataException>(() => AvroSchema.Parse(System.Text.Encoding.UTF8.GetBytes(schema), false))
            .Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    internal static string OneField(string name, string type) =>
        $$"""{"type": "record", "name": "r", "fields": [{"name": "{{name}}", "type": {{type}}}]}""";
}
