using DuckDB.NET.Data;

namespace HotStream.Tests.Connectors.Parquet;

/// <summary>A directory of files of Parquet, a session that reads them, and DuckDB, which reads and writes them too.</summary>
public sealed class ParquetFiles : IDisposable
{
    private readonly DuckDBConnection _duck = new("DataSource=:memory:");

    public ParquetFiles()
    {
        _duck.Open();
        Execute("SET TimeZone = 'UTC'; SET threads = 1");
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("hotstream-parquet-").FullName;

    public Session Session { get; } = new Session("parquet", new SessionOptions { Workers = 2 }).WithParquet();

    public static string[] Rows(DataFrame frame) => [.. frame.Collect().Select(row => row.ToString())];

    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Lets DuckDB write a file.</summary>
    public string Make(string query, string name = "made.parquet", string options = "")
    {
        Execute($"COPY ({query}) TO '{PathOf(name)}' (FORMAT parquet{options})");
        return PathOf(name);
    }

    /// <summary>The rows DuckDB finds, as text, in their order of text.</summary>
    public string[] Ask(string query)
    {
        using DuckDBCommand command = _duck.CreateCommand();
        command.CommandText = $"SELECT q::VARCHAR FROM ({query}) q";
        using DuckDBDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    public void Execute(string sql)
    {
        using DuckDBCommand command = _duck.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Session.Dispose();
        _duck.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
