using HotStream.Tests.Frames.Oracle;

namespace HotStream.Tests.Connectors.Parquet;

/// <summary>Frames as files, read by DuckDB and by us.</summary>
public sealed class ParquetWriteTests : IDisposable
{
    private readonly ParquetFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Property(MaxTest = 15)]
    public FsCheck.Property What_was_written_reads_back_and_DuckDB_reads_the_same() =>
        Cases.ForAll(FsCheck.Fluent.Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            RandomTable table = RandomTable.Create(random, "t", random.Next(0, 3000));
            string path = _files.PathOf("t-" + Guid.NewGuid().ToString("N"));
            DataFrame frame = _files.Session.CreateDataFrame(table.Schema, table.Rows);
            string codec = new[] { "snappy", "zstd", "gzip", "none" }[random.Next(4)];
            frame.Repartition(random.Next(1, 3)).Write.Option("compression", codec).Option("rowGroupRows", $"{random.Next(200, 4000)}")
                .Parquet(path);
            DataFrame read = _files.Session.Read.Parquet(path);
            Assert.Equal(frame.Schema, read.Schema);
            Assert.Equal(ParquetFiles.Rows(frame).Order(StringComparer.Ordinal), ParquetFiles.Rows(read).Order(StringComparer.Ordinal));
            using var duck = new DuckDatabase();
            duck.Load(table);
            string[] tables = ["SELECT * FROM t", $"SELECT * FROM '{path}/*.parquet'"];
            string columns = string.Join(", ", Enumerable.Range(0, table.Types.Count).Select(at => table.Types[at] == PlanType.Time
                ? $"epoch_us({RandomTable.NameOf(at)})" : RandomTable.NameOf(at)));
            Assert.Null(RowBag.Difference(duck.Query($"SELECT {columns} FROM ({tables[0]})"),
                duck.Query($"SELECT {columns} FROM ({tables[1]})"), inOrder: false));
        });

    [Theory]
    [InlineData(1, 0, "INT32")]
    [InlineData(9, 9, "INT32")]
    [InlineData(10, 2, "INT64")]
    [InlineData(18, 18, "INT64")]
    [InlineData(19, 0, "FIXED_LEN_BYTE_ARRAY")]
    [InlineData(38, 38, "FIXED_LEN_BYTE_ARRAY")]
    [InlineData(38, 0, "FIXED_LEN_BYTE_ARRAY")]
    public void Decimals_keep_all_digits_in_the_shortest_form_with_bounds_that_are_right(int precision, int scale, string stored)
    {
        string nines = new('9', precision);
        string most = scale == precision ? $"0.{nines}" : scale == 0 ? nines : $"{nines[..^scale]}.{nines[^scale..]}";
        string type = $"DECIMAL({precision},{scale})";
        string path = _files.PathOf("decimals");
        DataFrame frame = _files.Session.Sql($"""
            SELECT cast(v AS {type}) AS d, named_struct('in', array(cast(v AS {type}))) AS s
            FROM (SELECT explode(array('{most}', '-{most}', '0', NULL)) AS v)
            """).Coalesce(1);
        frame.Write.Parquet(path);
        DataFrame read = _files.Session.Read.Parquet(path);
        Assert.Equal(frame.Schema, read.Schema);
        string zero = scale == 0 ? "0" : "0." + new string('0', scale);
        string[] rows = [$"[{most},{{[{most}]}}]", $"[-{most},{{[-{most}]}}]", $"[{zero},{{[{zero}]}}]", "[null,{[null]}]"];
        Assert.Equal(rows, ParquetFiles.Rows(read));
        string asDuck = $"SELECT d::VARCHAR AS d, s['in'][1]::VARCHAR AS s FROM '{path}/*.parquet'";
        Assert.Equal(_files.Ask($"SELECT v::{type}::VARCHAR AS d, v::{type}::VARCHAR AS s FROM (VALUES ('{most}'), ('-{most}'), ('0'), "
            + "(NULL)) t(v)"),
            _files.Ask(asDuck));
        string bound = most.StartsWith("0.", StringComparison.Ordinal) ? most[1..] : most; // DuckDB shows bounds without the zero
        Assert.Equal([$"{{'t': {stored}, 'lo': -{bound}, 'hi': {bound}}}"], _files.Ask("SELECT type AS t, stats_min_value AS lo, "
            + $"stats_max_value AS hi FROM parquet_metadata('{path}/*.parquet') WHERE path_in_schema = 'd'"));
    }

    [Fact]
    public void Nested_values_of_ours_are_read_by_DuckDB()
    {
        DataFrame frame = _files.Session.Sql("""
            SELECT id, CASE WHEN id % 3 = 0 THEN NULL ELSE array(id, NULL, id + 1) END AS l, named_struct('a', id, 'b', named_struct('c',
                array(named_struct('d', concat('x', id))))) AS st, map('k', id, concat('m', id), NULL) AS m,
                CASE WHEN id = 4 THEN array() ELSE array(array(1), NULL, array()) END AS ll FROM range(5)
            """);
        frame.Coalesce(1).Write.Parquet(_files.PathOf("out"));
        Assert.Equal(
            ["{'id': 0, 'l': NULL, 'st': {'a': 0, 'b': {'c': [{'d': x0}]}}, 'm': {k=0, m0=NULL}, 'll': [[1], NULL, []]}",
                "{'id': 1, 'l': [1, NULL, 2], 'st': {'a': 1, 'b': {'c': [{'d': x1}]}}, 'm': {k=1, m1=NULL}, 'll': [[1], NULL, []]}",
                "{'id': 2, 'l': [2, NULL, 3], 'st': {'a': 2, 'b': {'c': [{'d': x2}]}}, 'm': {k=2, m2=NULL}, 'll': [[1], NULL, []]}",
                "{'id': 3, 'l': NULL, 'st': {'a': 3, 'b': {'c': [{'d': x3}]}}, 'm': {k=3, m3=NULL}, 'll': [[1], NULL, []]}",
                "{'id': 4, 'l': [4, NULL, 5], 'st': {'a': 4, 'b': {'c': [{'d': x4}]}}, 'm': {k=4, m4=NULL}, 'll': []}"],
            _files.Ask($"SELECT * FROM '{_files.PathOf("out")}/*.parquet'"));
        Assert.Equal(ParquetFiles.Rows(frame), ParquetFiles.Rows(_files.Session.Read.Parquet(_files.PathOf("out"))));
    }

    [Theory]
    [InlineData("snappy", "SNAPPY")]
    [InlineData("ZSTD", "ZSTD")]
    [InlineData("gzip", "GZIP")]
    [InlineData("none", "UNCOMPRESSED")]
    public void A_file_has_the_compression_and_row_groups_that_were_asked_for(string option, string codec)
    {
        string path = _files.PathOf("out");
        _files.Session.Range(0, 2500, partitions: 1).Write.Option("compression", option).Option("rowGroupRows", "1000").Parquet(path);
        Assert.Equal(
            [$"{{'c': {codec}, 'n': 1000, 'lo': 0, 'hi': 999}}", $"{{'c': {codec}, 'n': 1000, 'lo': 1000, 'hi': 1999}}",
                $"{{'c': {codec}, 'n': 500, 'lo': 2000, 'hi': 2499}}"],
            _files.Ask("SELECT compression AS c, row_group_num_rows AS n, stats_min_value AS lo, stats_max_value AS hi "
                + $"FROM parquet_metadata('{path}/*.parquet')"));
        Assert.True(File.Exists(Path.Combine(path, "_SUCCESS")));
    }

    [Fact]
    public void Long_texts_make_a_row_group_shorter()
    {
        string path = _files.PathOf("out");
        _files.Session.Range(0, 130, partitions: 1).Select(Functions.Expr("repeat('x', 1000000 + id) AS t")).Write.Parquet(path);
        Assert.Equal(["{'n': 2, 'rows': 130}"],
            _files.Ask($"SELECT count(*) AS n, sum(row_group_num_rows)::INT AS rows FROM parquet_metadata('{path}/*.parquet')"));
        Assert.Equal(["[130008385]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT sum(length(t)) FROM parquet.`{path}`")));
    }

    [Theory]
    [InlineData("SELECT INTERVAL 1 DAY AS x", "'x'")]
    [InlineData("SELECT NULL AS x", "'x'")]
    [InlineData("SELECT named_struct('y', INTERVAL 1 DAY) AS x", "'x.y'")]
    [InlineData("SELECT 1 AS x, 2 AS x", "'x'")]
    public void A_column_that_has_no_place_in_a_file_is_refused_by_name(string query, string named)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => _files.Session.Sql(query).Write.Parquet(_files.PathOf("out")));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_files.PathOf("out")));
    }

    [Fact]
    public void Options_are_refused_by_name_and_a_directory_is_kept_unless_it_was_said_otherwise()
    {
        string path = _files.PathOf("out");
        DataFrame one = _files.Session.Range(0, 1);
        Assert.Contains("'codec'", Assert.Throws<ArgumentException>(() => one.Write.Option("codec", "zstd").Parquet(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'lzo'", Assert.Throws<ArgumentException>(() => one.Write.Option("compression", "lzo").Parquet(path)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'0'", Assert.Throws<ArgumentException>(() => one.Write.Option("rowGroupRows", "0").Parquet(path)).Message,
            StringComparison.Ordinal);
        one.Write.Parquet(path);
        Assert.Throws<IOException>(() => one.Write.Parquet(path));
        one.Write.Mode(SaveMode.Append).Parquet(path);
        Assert.Equal(2, _files.Session.Read.Parquet(path).Count());
        _files.Session.Range(7, 9).Write.Mode(SaveMode.Overwrite).Parquet(path);
        Assert.Equal(["[7]", "[8]"], ParquetFiles.Rows(_files.Session.Read.Parquet(path)).Order());
    }

    [Fact]
    public void A_query_that_fails_leaves_no_file()
    {
        File.WriteAllText(_files.PathOf("bad.json"), "{\"a\":\"x\"}\n");
        string path = _files.PathOf("out");
        Assert.Throws<InvalidDataException>(() =>
            _files.Session.Read.Schema("a BIGINT").Option("mode", "FAILFAST").Json(_files.PathOf("bad.json")).Write.Parquet(path));
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }
}
