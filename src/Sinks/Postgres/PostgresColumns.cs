using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Which columns of a table are filled with what; the other columns take their defaults. The types of the columns are read from the server
/// and decide how a value is sent. A pair of types that loses something, such as text into a number, fails at the start:
/// docs/design/postgres-columns.md has the table. Missing values of <see cref="Nullable{T}"/> and <see cref="Optional{T}"/>, and null, are
/// NULL; moments are cut to microseconds. Not thread-safe.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class PostgresColumns<T>
{
    internal PostgresColumns()
    {
    }

    internal List<PostgresColumn<T>> All { get; } = [];

    /// <summary>Fills a column.</summary>
    /// <typeparam name="TValue">Type of the value; see the list above.</typeparam>
    /// <param name="column">Name of the column, exactly as the server has it: unquoted names were folded to lower case when
    /// the table was created.</param>
    /// <param name="value">The value of a record. Called once for each record, on worker threads; what it throws fails the batch.</param>
    /// <returns>These columns, for the next one.</returns>
    /// <exception cref="ArgumentException">The column is filled already, or values of this type cannot be sent.</exception>
    public PostgresColumns<T> Add<TValue>(string column, Func<T, TValue> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        ArgumentNullException.ThrowIfNull(value);
        if (All.Exists(known => known.Name == column))
        {
            throw new ArgumentException($"Column \"{column}\" is filled twice.", nameof(column));
        }

        if (!PgEncoders.Supports(typeof(TValue)))
        {
            throw new ArgumentException(
                $"Column \"{column}\" is given a {typeof(TValue)}, which cannot be sent. Convert it to one of: {PgEncoders.Supported}.",
                nameof(value));
        }

        All.Add(new PostgresColumn<T, TValue>(column, value));
        return this;
    }
}
