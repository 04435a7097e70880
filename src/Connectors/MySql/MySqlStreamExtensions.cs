using MySqlConnector;

namespace HotStream;

/// <summary>Outputs into MySQL and MariaDB.</summary>
public static class MySqlStreamExtensions
{
    /// <summary>Writes every batch into a table, exactly once; see <see cref="MySqlSink{T}"/>.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="source">Makes connections, and pools them: TLS, users and times are its connection string's. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns: <c>columns => columns.Add("machine", x => x.Machine)</c>.</param>
    /// <exception cref="ArgumentException">No column is filled, a key column is not, or a table's name is none.</exception>
    public static void SaveToMySql<T>(this DStream<T> stream, MySqlDataSource source, MySqlOptions options,
        Action<DatabaseColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new MySqlSink<T>(source, options, columns));
    }
}
