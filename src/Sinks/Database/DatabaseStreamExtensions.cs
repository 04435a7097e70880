using System.Data.Common;

namespace HotStream;

/// <summary>Outputs into databases.</summary>
public static class DatabaseStreamExtensions
{
    /// <summary>Writes every batch into a table; see <see cref="DatabaseSink{T}"/>.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="source">Makes connections, and pools them. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns: <c>columns => columns.Add("machine", x => x.Machine)</c>.</param>
    /// <exception cref="ArgumentException">No column is filled.</exception>
    public static void SaveToDatabase<T>(this DStream<T> stream, DbDataSource source, DatabaseOptions options,
        Action<DatabaseColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new DatabaseSink<T>(source, options, columns));
    }
}
