namespace HotStream;

/// <summary>Outputs into PostgreSQL.</summary>
public static class PostgresStreamExtensions
{
    /// <summary>Writes every batch into a table, exactly once; see <see cref="PostgresSink{T}"/>.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns: <c>columns => columns.Add("machine", x =>
    /// x.Machine).Add("celsius", x => x.Celsius)</c>.</param>
    /// <exception cref="ArgumentException">No column is filled, a key column is not, or the connection string is wrong.</exception>
    public static void SaveToPostgres<T>(this DStream<T> stream, PostgresOptions options, Action<PostgresColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new PostgresSink<T>(options, columns));
    }
}
