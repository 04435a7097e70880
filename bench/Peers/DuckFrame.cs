using DuckDB.NET.Data;

namespace HotStream.Bench;

/// <summary>The same query by DuckDB in this process, with one thread.</summary>
internal sealed class DuckFrame : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly TemporaryFolder? _folder;

    public DuckFrame(int threads)
        : this(threads, "DataSource=:memory:", null)
    {
    }

    private DuckFrame(int threads, string source, TemporaryFolder? folder)
    {
        _folder = folder;
        _connection = new DuckDBConnection(source);
        _connection.Open();
        Execute($"SET threads = {threads}");
    }

    /// <summary>Tables in a file, so that its memory is for queries; what is beyond goes to disk.</summary>
    /// <param name="limit">Bytes.</param>
    public static DuckFrame Limited(long limit)
    {
        var folder = new TemporaryFolder();
        var limited = new DuckFrame(1, $"DataSource={Path.Combine(folder.Path, "tables.db")}", folder);
        limited.Execute($"SET memory_limit = '{limit}B'");
        limited.Execute($"SET temp_directory = '{folder.Path}'");
        return limited;
    }

    public void Load(FrameRows rows)
    {
        Execute("CREATE TABLE t (name VARCHAR, id BIGINT, city VARCHAR, celsius DOUBLE, v BIGINT)");
        using var appender = _connection.CreateAppender("t");
        for (var row = 0; row < rows.Count; row++)
        {
            appender.CreateRow().AppendValue(rows.Names[rows.Keys[row]]).AppendValue(rows.Numbers[rows.Keys[row]])
                .AppendValue(rows.CityNames[rows.CityOf[row]]).AppendValue(rows.Celsius[row]).AppendValue(rows.Values[row]).EndRow();
        }
    }

    /// <summary>A small table to join with: the number of each key, and its name.</summary>
    public void LoadKeys(FrameRows rows)
    {
        Execute("CREATE TABLE k (id BIGINT, label VARCHAR)");
        using var appender = _connection.CreateAppender("k");
        for (var key = 0; key < rows.Names.Length; key++)
            appender.CreateRow().AppendValue(rows.Numbers[key]).AppendValue(rows.Names[key]).EndRow();
    }

    public JobOutcome Run(string query, long records)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<(string, long, long, long, long)>();
        while (reader.Read())
        {
            rows.Add((reader.GetString(0), reader.GetInt64(1), (long)reader.GetFieldValue<System.Numerics.BigInteger>(2),
                reader.FieldCount > 3 ? reader.GetInt64(3) : 0,
                reader.FieldCount > 3 ? reader.GetInt64(4) : 0));
        }

        return new JobOutcome(records, () => rows.Aggregate(default(JobAnswer), (answer, row) =>
            FrameRows.Add(answer, row.Item1, row.Item2, row.Item3, row.Item4, row.Item5)) with
        { Total = records })
        { AllocatesHere = false };
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder?.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
