using global::Parquet;
using global::Parquet.Meta;

namespace HotStream.Tests.Connectors.Parquet;

/// <summary>What is not read: shown by damage there that nobody notices. And what is noticed.</summary>
public sealed class ParquetSkipTests : IDisposable
{
    private readonly ParquetFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Only_columns_that_a_query_reads_are_decoded()
    {
        string path = _files.Make("SELECT i::INT AS a, 'text ' || i AS b FROM range(1000) t(i)");
        await Damage(path, "b", 0);
        Assert.Equal(["[499500]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT sum(a) FROM '{path}'")));
        Assert.Equal(["[1000]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT count(*) FROM '{path}'")));
        InvalidDataException damage =
            Assert.Throws<InvalidDataException>(() => _files.Session.Sql($"SELECT max(b) FROM '{path}'").Collect());
        Assert.Contains(path, damage.Message, StringComparison.Ordinal);
        Assert.Contains("column 'b'", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i >= 2048", 2048)]
    [InlineData("2047 < i", 2048)]
    [InlineData("i = 3000", 1)]
    [InlineData("day > DATE '1975-08-10'", 2048)]
    [InlineData("at >= TIMESTAMP '1970-01-01 00:34:08'", 2048)]
    [InlineData("t >= 't2048'", 2048)]
    [InlineData("d = 2048.5", 1)]
    [InlineData("l > 10237500000 AND l <= 999999999999", 2048)]
    [InlineData("n IS NOT NULL", 2048)]
    [InlineData("n > 0", 2048)]
    public async Task Row_groups_in_which_no_row_can_be_meant_are_skipped(string condition, int rows)
    {
        string path = Ordered();
        await Damage(path, null, 0);
        DataFrame frame = _files.Session.Sql($"SELECT count(*), count(i) FROM '{path}' WHERE {condition}");
        Assert.Equal([$"[{rows},{rows}]"], ParquetFiles.Rows(frame));
        Assert.Contains(" where ", frame.Explain(), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => _files.Session.Sql($"SELECT max(i) FROM '{path}'").Collect());
    }

    [Theory]
    [InlineData("i < 2048")]
    [InlineData("i <= 2047")]
    [InlineData("NOT i >= 2048")]
    [InlineData("i = 0")]
    [InlineData("t < 't2'")]
    [InlineData("n IS NULL")]
    [InlineData("d < 3.5")]
    [InlineData("i < 10 OR i > 4000")]
    public void Rows_that_are_meant_are_found_whatever_is_skipped(string condition)
    {
        string path = Ordered();
        Assert.Equal(_files.Ask($"SELECT i FROM '{path}' WHERE {condition}"),
            ParquetFiles.Rows(_files.Session.Sql($"SELECT i FROM '{path}' WHERE {condition}"))
                .Select(row => $"{{'i': {row.Trim('[', ']')}}}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NaN_is_greater_than_all_that_statistics_say()
    {
        string path = _files.Make("SELECT CASE WHEN i = 5 THEN 'nan'::DOUBLE ELSE i END AS d FROM range(10) t(i)");
        Assert.Equal(["[NaN]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT d FROM '{path}' WHERE d > 100")));
        _files.Session.Read.Parquet(path).Write.Parquet(_files.PathOf("copy"));
        string copy = $"{_files.PathOf("copy")}/*.parquet";
        Assert.Equal(["[NaN]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT d FROM '{copy}' WHERE d > 100")));
        Assert.Equal(["[9.0]"], ParquetFiles.Rows(_files.Session.Sql($"SELECT d FROM '{copy}' WHERE d = 9")));
        Assert.Equal(["{'d': 9.0}"], _files.Ask($"SELECT d FROM '{copy}' WHERE d = 9"));
        Assert.Equal(["{'c': 10}"], _files.Ask($"SELECT count(d) AS c FROM '{copy}'"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    public void A_file_that_is_no_Parquet_or_was_cut_is_refused_with_its_name(int length)
    {
        string path = _files.Make("SELECT i FROM range(1000) t(i)");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => _files.Session.Read.Parquet(path));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        File.WriteAllText(path, "{\"a\":1}\n{\"a\":2}\n");
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => _files.Session.Read.Parquet(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_changed_byte_is_read_or_refused_and_never_ends_otherwise()
    {
        string path = _files.Make("SELECT i::INT AS a, 'text ' || (i % 9) AS b, [i, NULL] AS l FROM range(300) t(i)");
        byte[] good = File.ReadAllBytes(path);
        var random = new Random(7);
        for (int change = 0; change < 200; change++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bad);
            try
            {
                _files.Session.Read.Parquet(path).Collect();
            }
            catch (Exception refusal) when (refusal is InvalidDataException or NotSupportedException)
            {
                Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    private string Ordered() => _files.Make("""
        SELECT i::INT AS i, i * 5000000 AS l, i + 0.5::DOUBLE AS d, 't' || lpad(i::VARCHAR, 4, '0') AS t, DATE '1970-01-01' + i::INT AS day,
            TIMESTAMP '1970-01-01' + to_seconds(i) AS at, CASE WHEN i < 2048 THEN NULL ELSE 1 END AS n FROM range(4096) t(i)
        """, options: ", ROW_GROUP_SIZE 2048");

    /// <summary>Makes what is stored of a column in a row group, or of all its columns, garbage.</summary>
    private static async Task Damage(string path, string? column, int group)
    {
        RowGroup about;
        await using (ParquetReader reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken))
        {
            about = reader.Metadata!.RowGroups[group];
        }

        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (ColumnMetaData one in about.Columns.Select(chunk => chunk.MetaData!)
            .Where(one => column is null || one.PathInSchema[0] == column))
        {
            long start = Math.Min(one.DictionaryPageOffset is > 0 ? one.DictionaryPageOffset.Value : long.MaxValue, one.DataPageOffset);
            bytes.AsSpan((int)start, (int)one.TotalCompressedSize).Fill(0xFF);
        }

        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
    }
}
