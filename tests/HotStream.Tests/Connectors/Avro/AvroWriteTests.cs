namespace HotStream.Tests.Connectors.Avro;

/// <summary>Files that we wrote: read by avsc, and by us; and what becomes of damaged ones.</summary>
public sealed class AvroWriteTests : IDisposable
{
    private readonly AvroFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("deflate")]
    [InlineData("snappy")]
    [InlineData("zstandard")]
    [InlineData("none")]
    public void Avsc_reads_what_we_write(string compression)
    {
        DataFrame frame = Frame("""
            {"i": 1, "d": 0.5, "b": true, "s": "añb", "st": {"x": 1, "inner": {"x": "y"}}, "l": [1, null], "ls": [{"x": 2}, null]}
            {"i": null, "d": null, "b": null, "s": null, "st": null, "l": [], "ls": []}
            """).SelectExpr("i", "d", "b", "s", "st", "l", "ls", "CAST(i * -200 AS DECIMAL(20,2)) AS price",
            "CAST('1969-12-31' AS DATE) AS day", "CAST('1969-12-31 23:59:59.999999' AS TIMESTAMP) AS at");
        frame.Write.Option("compression", compression).Avro(_files.PathOf("out"));
        Assert.Equal(
            ["""{"i":{"long":1},"d":{"double":0.5},"b":{"boolean":true},"s":{"string":"añb"},"st":{"row.st":{"inner":{"row.st.inner":{"x":{"string":"y"}}},"x":{"long":1}}},"l":{"array":[{"long":1},null]},"ls":{"array":[{"row.ls":{"x":{"long":2}}},null]},"price":{"bytes":"±à"},"day":{"int":-1},"at":{"long":-1}}""",
                """{"i":null,"d":null,"b":null,"s":null,"st":null,"l":{"array":[]},"ls":{"array":[]},"price":null,"day":{"int":-1},"at":{"long":-1}}"""],
            AvroFiles.Ask(Assert.Single(Directory.GetFiles(_files.PathOf("out"), "*.avro"))));
    }

    [Fact]
    public void What_we_wrote_we_read_as_it_was()
    {
        string lines = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => (i % 7) switch
        {
            0 => $$$"""{"i": {{{i}}}, "s": "text {{{i}}}", "m": [{"k": "{{{i}}}", "v": [{{{i}}}, null]}], "st": {"l": [[{{{i}}}], null]}}""",
            1 => "{}",
            _ => $$$"""{"i": {{{i * 100_000_007L}}}, "d": {{{i}}}.25, "b": {{{(i % 2 == 0 ? "true" : "false")}}}, "m": [], "st": {"l": []}}""",
        }));
        DataFrame frame = Frame(lines).SelectExpr("*", "map('k', i, 'l', NULL) AS pairs", "CAST(i AS DECIMAL(38,10)) AS wide",
            "CAST(-i AS DECIMAL(20,0)) AS number");
        frame.Write.Avro(_files.PathOf("out"));
        DataFrame read = _files.Session.Read.Avro(_files.PathOf("out"));
        Assert.Equal(frame.Schema.ToString(), read.Schema.ToString());
        Assert.Equal(AvroFiles.Rows(frame).Order(StringComparer.Ordinal), AvroFiles.Rows(read).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("i AS `a b`", "Avro has no name for column 'a b'")]
    [InlineData("i AS `1`", "Avro has no name for column '1'")]
    [InlineData("i AS a, i AS a", "There are two columns 'a'")]
    [InlineData("map(i, i) AS m", "the keys of a map are STRING in Avro")]
    [InlineData("NULL AS n", "Avro has no place for column 'n'")]
    public void What_has_no_place_in_a_file_is_refused(string columns, string problem)
    {
        DataFrame frame = Frame("""{"i": 1}""").SelectExpr(columns.Split(", i AS ") is [var one, var two] ? [one, "i AS " + two] : [columns]);
        string message = Assert.Throws<ArgumentException>(() => frame.Write.Avro(_files.PathOf("out"))).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_files.PathOf("out")));
    }

    [Fact]
    public void An_unknown_codec_and_an_unknown_option_are_named()
    {
        string path = Made(compression: "none");
        byte[] bytes = File.ReadAllBytes(path);
        "lzma"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("avro.codec"u8) + "avro.codec".Length + 1));
        File.WriteAllBytes(path, bytes);
        Assert.Contains("is packed by lzma",
            Assert.Throws<NotSupportedException>(() => _files.Session.Read.Avro(path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Frame("""{"i": 1}""").Write.Option("compression", "lzma").Avro(_files.PathOf("o2")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("deflate")]
    [InlineData("snappy")]
    [InlineData("zstandard")]
    public void A_file_that_is_cut_anywhere_is_reported_with_its_place(string compression)
    {
        string path = Made(compression);
        byte[] bytes = File.ReadAllBytes(path);
        int first = bytes.AsSpan().IndexOf(bytes.AsSpan(bytes.Length - 16)) + 16; // behind the header all is one block
        for (int length = 0; length < bytes.Length; length += length < first ? 1 : 7)
        {
            File.WriteAllBytes(path, bytes.AsSpan(0, length));
            if (length == first)
            {
                Assert.Equal(0L, _files.Session.Read.Avro(path).Count()); // what has no rows looks so
                continue;
            }

            var failure = Assert.Throws<InvalidDataException>(() => _files.Session.Read.Avro(path).Collect());
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.True(length < first || failure.Message.Contains($"byte {first}", StringComparison.Ordinal), failure.Message);
        }
    }

    [Fact]
    public void Damage_is_reported_or_is_within_a_value_and_never_anything_else()
    {
        var random = new Random(7);
        foreach (string compression in (string[])["none", "deflate", "snappy", "zstandard"])
        {
            string path = Made(compression);
            byte[] bytes = File.ReadAllBytes(path);
            int reported = 0;
            for (int i = 0; i < 300; i++)
            {
                byte[] damaged = [.. bytes];
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, damaged);
                try
                {
                    _files.Session.Read.Avro(path).Collect();
                }
                catch (Exception failure) when (failure is InvalidDataException or NotSupportedException)
                {
                    Assert.Contains(path, failure.Message, StringComparison.Ordinal);
                    reported++;
                }
            }

            Assert.InRange(reported, 1, 300);
        }
    }

    [Fact]
    public void A_block_of_snappy_whose_sum_is_wrong_is_damaged()
    {
        string path = Made("snappy");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^17] ^= 1; // the last byte before the mark
        File.WriteAllBytes(path, bytes);
        Assert.Contains("The sum of the block",
            Assert.Throws<InvalidDataException>(() => _files.Session.Read.Avro(path).Collect()).Message, StringComparison.Ordinal);
    }

    private DataFrame Frame(string lines)
    {
        string path = _files.PathOf("in.json");
        File.WriteAllText(path, lines);
        return _files.Session.Read.Json(path);
    }

    private string Made(string compression)
    {
        string folder = _files.PathOf($"made-{compression}");
        Frame("""
            {"i": 1, "s": "some text that is long", "l": [1, 2, null], "st": {"x": 1.5, "b": true}}
            {"i": 2, "s": "another", "l": [], "st": null}
            """).Write.Option("compression", compression).Avro(folder);
        return Assert.Single(Directory.GetFiles(folder, "*.avro"));
    }
}
