using global::Parquet;
using global::Parquet.Schema;

namespace HotStream.Tests.Connectors.Parquet;

/// <summary>Files that DuckDB wrote, as frames.</summary>
public sealed class ParquetReadTests : IDisposable
{
    private readonly ParquetFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(", COMPRESSION zstd")]
    [InlineData(", COMPRESSION snappy, ROW_GROUP_SIZE 2048")]
    [InlineData(", COMPRESSION gzip")]
    [InlineData(", COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1")]
    [InlineData(", COMPRESSION lz4_raw")]
    [InlineData(", COMPRESSION brotli")]
    public void Values_of_all_types_are_those_that_were_written(string options)
    {
        string path = _files.Make("""
            SELECT i::INT AS i, if(i % 7 = 0, NULL, i * 4000000000) AS l, if(i % 5 = 0, NULL, i % 3 = 0) AS b, i / 8 AS d,
                (i / 8)::FLOAT AS f, if(i % 11 = 0, NULL, 'text ' || (i % 100)) AS s, repeat('äx', (i % 40)::INT) AS t,
                DATE '1969-01-01' + (i % 700)::INT AS day, TIMESTAMPTZ '1969-12-31 23:00:00.000001+00' + to_seconds(i) AS at,
                (i % 100)::TINYINT AS small
            FROM (SELECT range % 120 AS n, range AS i FROM range(5000)) WHERE i < 2500 OR n = 3
            """, options: options);
        DataFrame frame = _files.Session.Read.Parquet(path);
        Assert.Equal("i INT, l BIGINT, b BOOLEAN, d DOUBLE, f DOUBLE, s STRING, t STRING, day DATE, at TIMESTAMP, small INT",
            frame.Schema.ToString());
        string copy = _files.PathOf("copy");
        frame.Write.Parquet(copy);
        Assert.Equal(_files.Ask($"SELECT * REPLACE (f::DOUBLE AS f, small::INT AS small) FROM '{path}'"),
            _files.Ask($"SELECT * FROM '{copy}/*.parquet'"));
    }

    [Fact]
    public void Rows_read_as_they_stand_there()
    {
        string path = _files.Make("""
            SELECT * FROM (VALUES (1, true, 'añb', DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.999999', -0.5),
                (NULL, NULL, NULL, NULL, NULL, NULL),
                (-2147483648, false, '', DATE '9999-12-31', TIMESTAMP '0001-01-01 00:00:00', 'nan'::DOUBLE))
                AS t(i, b, s, day, moment, d)
            """);
        Assert.Equal(
            ["[1,true,añb,1969-12-31,1969-12-31 23:59:59.999999,-0.5]", "[null,null,null,null,null,null]",
                "[-2147483648,false,,9999-12-31,0001-01-01 00:00:00,NaN]"], ParquetFiles.Rows(_files.Session.Read.Parquet(path)));
    }

    [Fact]
    public void Nested_values_are_nulls_empty_or_full_at_every_depth()
    {
        string path = _files.Make("""
            SELECT * FROM (VALUES
                (1, [1, NULL, 3], {'x': 1, 'y': 'a'}, MAP {'k': 1, 'l': NULL}, [[1, 2], NULL, []], [{'q': 1, 'r': ['u', NULL]}, NULL]),
                (2, NULL, NULL, NULL, NULL, NULL), (3, [], {'x': NULL, 'y': NULL}, MAP {}, [], []),
                (4, [NULL], {'x': 2, 'y': NULL}, MAP {'m': 5}, [NULL, [NULL, 7]], [{'q': NULL, 'r': NULL}, {'q': 5, 'r': []}]))
                AS t(i, l, st, m, ll, ls)
            """);
        DataFrame frame = _files.Session.Read.Parquet(path);
        Assert.Equal("i INT, l array<int>, st struct<x:int,y:string>, m map<string,int>, ll array<array<int>>, "
            + "ls array<struct<q:int,r:array<string>>>", frame.Schema.ToString());
        Assert.Equal(
            ["[1,[1, null, 3],{1, a},{k -> 1, l -> null},[[1, 2], null, []],[{1, [u, null]}, null]]", "[2,null,null,null,null,null]",
                "[3,[],{null, null},{},[],[]]", "[4,[null],{2, null},{m -> 5},[null, [null, 7]],[{null, null}, {5, []}]]"],
            ParquetFiles.Rows(frame));
        frame.Write.Parquet(_files.PathOf("copy"));
        Assert.Equal(_files.Ask($"SELECT * FROM '{path}'"), _files.Ask($"SELECT * FROM '{_files.PathOf("copy")}/*.parquet'"));
    }

    [Fact]
    public void Lists_go_on_over_batches_and_row_groups()
    {
        string path = _files.Make("SELECT i, [x FOR x IN range(i % 5)] AS l, CASE WHEN i % 3 = 0 THEN NULL ELSE {'s': 'v' || i} END AS st "
            + "FROM range(9000) t(i)", options: ", ROW_GROUP_SIZE 2048");
        Assert.Equal(["[9000,18000,6000]"], ParquetFiles.Rows(_files.Session.Read.Parquet(path).Select(Functions.Expr("count(1)"),
            Functions.Expr("sum(size(l))"), Functions.Expr("sum(CASE WHEN st.s = concat('v', i) THEN 1 ELSE 0 END)"))));
    }

    [Fact]
    public void Units_of_time_and_numbers_of_other_widths_become_ours()
    {
        string path = _files.Make("""
            SELECT make_timestamp_ns(-1) AS n, TIMESTAMP_MS '1969-12-31 23:59:59.999' AS ms, TIMESTAMP_S '1969-12-31 23:59:59' AS s,
                4294967295::UINTEGER AS u, 65535::USMALLINT AS us, (-128)::TINYINT AS t
            """);
        Assert.Equal(["[1969-12-31 23:59:59.999999,1969-12-31 23:59:59.999,1969-12-31 23:59:59,4294967295,65535,-128]"],
            ParquetFiles.Rows(_files.Session.Read.Parquet(path)));
    }

    [Theory]
    [InlineData("1::UBIGINT", "UINT_64")]
    [InlineData("TIME '12:00:00'", "TIME")]
    [InlineData("uuid()", "UUID")]
    [InlineData("'ab'::BLOB", "BINARY")]
    [InlineData("INTERVAL 1 DAY", "INTERVAL")]
    [InlineData("{'in': [TIME '12:00:00']}", "TIME")]
    public void A_type_that_frames_do_not_have_is_refused_by_column_and_type_and_other_columns_are_read(string value, string type)
    {
        string path = _files.Make($"SELECT 1 AS good, {value} AS bad");
        NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => _files.Session.Read.Parquet(path));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'bad", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(type, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Read.Schema(\"good INT\")", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["[1]"], ParquetFiles.Rows(_files.Session.Read.Schema("good INT").Parquet(path)));
        Assert.Throws<NotSupportedException>(() => _files.Session.Read.Schema("good INT, bad STRING").Parquet(path));
    }

    [Fact]
    public void Decimals_are_read_in_each_form_with_all_digits_and_row_groups_are_skipped_by_them()
    {
        string path = _files.Make("""
            SELECT (i - 3) * 1.25::DECIMAL(9,2) AS a, (i - 3) * 12345678.0625::DECIMAL(18,4) AS b,
                CASE WHEN i = 2 THEN NULL ELSE ((i - 3) * 12345678901234567890)::DECIMAL(38,0) END AS c, [(i - 3)::DECIMAL(25,3)] AS d
            FROM range(6) t(i)
            """);
        DataFrame frame = _files.Session.Read.Parquet(path);
        Assert.All(frame.Schema, static field => Assert.Contains("decimal", field.Type.ToString(), StringComparison.Ordinal));
        frame.Write.Parquet(_files.PathOf("copy"));
        Assert.Equal(_files.Ask($"SELECT * FROM '{path}'"), _files.Ask($"SELECT * FROM '{_files.PathOf("copy")}/*.parquet'"));
        Assert.Equal(["[12345678901234567890]"], ParquetFiles.Rows(frame.Where("a > 0 AND a < 2").Select("c")));
    }

    [Fact]
    public async Task A_decimal_with_more_digits_than_its_column_is_damage_with_its_column()
    {
        string path = _files.PathOf("wide.parquet");
        await using (FileStream file = File.Create(path))
        {
            var declared = new ParquetSchema(new DecimalDataField("d", 4, 1));
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(declared, file,
                cancellationToken: TestContext.Current.CancellationToken);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            DataField stored = new ParquetSchema(new DataField<int>("d")).GetDataFields()[0];
            await group.WriteAllPartsAsync<int>(stored, new[] { 9_999, 10_000 }, null, null, TestContext.Current.CancellationToken);
        }

        InvalidDataException refusal =
            Assert.Throws<InvalidDataException>(() => _files.Session.Read.Parquet(path).Collect());
        Assert.Contains("column 'd': The digits 10000 are more than DECIMAL(4,1) has.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_the_second_version_are_read_rightly_or_refused_with_the_column()
    {
        string path = _files.Make("SELECT i::INT AS i, i * 7 AS l, if(i % 5 = 0, NULL, i % 3 = 0) AS b, i / 8 AS d, "
            + "'text ' || i AS s, [i] AS a FROM range(5000) t(i)", options: ", PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1");
        foreach (string column in (string[])["i", "l", "b", "d", "s", "a"])
        {
            DataFrame one = _files.Session.Read.Parquet(path).Select(column);
            string copy = _files.PathOf("copy-" + column);
            try
            {
                one.Write.Parquet(copy);
                Assert.Equal(_files.Ask($"SELECT {column} FROM '{path}'"), _files.Ask($"SELECT {column} FROM '{copy}/*.parquet'"));
            }
            catch (InvalidDataException refusal)
            {
                TestContext.Current.TestOutputHelper!.WriteLine(refusal.Message);
                Assert.Contains($"column '{column}'", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Times_of_96_bits_are_read_as_they_were_written()
    {
        string path = _files.PathOf("old.parquet");
        DateTime[] times = [new(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc), new(2021, 8, 13, 14, 25, 2, DateTimeKind.Utc)];
        var field = new DateTimeDataField("t", DateTimeFormat.Impala, isNullable: false);
        await using (FileStream file = File.Create(path))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), file,
            cancellationToken: TestContext.Current.CancellationToken))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(field, times.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(["[1969-12-31 23:59:59.999]", "[2021-08-13 14:25:02]"], ParquetFiles.Rows(_files.Session.Read.Parquet(path)));
    }

    [Fact]
    public void Bytes_are_texts_where_that_was_said()
    {
        string path = _files.Make("SELECT 'ab'::BLOB AS b");
        Assert.Equal(["[ab]"], ParquetFiles.Rows(_files.Session.Read.Option("binaryAsString", true).Parquet(path)));
    }

    [Fact]
    public void A_file_without_rows_has_columns_and_several_files_are_one_frame()
    {
        string empty = _files.Make("SELECT 1::INT AS a, [1] AS l WHERE false", "0.parquet");
        DataFrame none = _files.Session.Read.Parquet(empty);
        Assert.Equal("a INT, l array<int>", none.Schema.ToString());
        Assert.Empty(none.Collect());
        _files.Make("SELECT 2::INT AS a", "1.parquet");
        _files.Make("SELECT [3] AS l, 3::INT AS a, 'more' AS other", "2.parquet");
        Assert.Equal(["[2,null]", "[3,[3]]"], ParquetFiles.Rows(_files.Session.Read.Parquet(_files.PathOf("*.parquet"))));
        Assert.Equal(["[2]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT count(*) FROM '{_files.PathOf("*.parquet")}'")));
        _files.Make("SELECT 'x' AS a", "3.parquet");
        InvalidDataException other = Assert.Throws<InvalidDataException>(() => _files.Session.Read.Parquet(_files.Directory));
        Assert.Contains("3.parquet: column 'a' is string, where int is expected", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_after_the_frame_was_made_is_refused()
    {
        string path = _files.Make("SELECT 1 AS a");
        DataFrame frame = _files.Session.Read.Parquet(path);
        _files.Make("SELECT 1 AS a, 2 AS b FROM range(100000)");
        Assert.Contains("was changed", Assert.Throws<InvalidDataException>(() => frame.Collect()).Message, StringComparison.Ordinal);
    }
}
