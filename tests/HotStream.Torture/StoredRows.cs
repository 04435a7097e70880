using System.Data.Common;
using System.Globalization;

namespace HotStream.Torture;

/// <summary>A database server of our own with the table the program writes to.</summary>
/// <param name="name">Its own.</param>
internal abstract class StoredRows(string name) : IStoredRows
{
    public string Name => name;

    public abstract string Address { get; }

    public abstract void Kill();

    public IReadOnlyList<StoredRow> Between(long after, long to) => Read(
        $"SELECT batch, word, count FROM {Shape.Table} "
            + string.Create(CultureInfo.InvariantCulture, $"WHERE batch > {after} AND batch <= {to}"),
        row => new StoredRow(row.GetInt64(0), row.GetString(1), row.GetInt64(2)));

    public abstract void Dispose();

    /// <summary>A connection that is open, and in no pool.</summary>
    protected abstract DbConnection Open();

    protected void MakeTable() => Do($"CREATE TABLE {Shape.Table} (batch bigint NOT NULL, word text NOT NULL, count bigint NOT NULL)");

    protected void Do(string sql)
    {
        using DbConnection connection = Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected List<T> Read<T>(string sql, Func<DbDataReader, T> row)
    {
        using DbConnection connection = Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
