using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Which columns of a table are filled with what. The other columns take their defaults. The types of the columns are read from the server and decide how a value is sent:
/// <list type="bullet">
/// <item>text (<see cref="Utf8Slice"/>, <see cref="string"/>, <see cref="ReadOnlyMemory{T}"/> of bytes, an array of bytes) into text, varchar, char, name, citext, enums, json, jsonb, bytea;</item>
/// <item>integers into smallint, integer, bigint, if they fit, and numeric; <see cref="double"/> and <see cref="float"/> into double precision and real; <see cref="decimal"/>, and <see cref="PostgresNumeric"/> of any length, into numeric;</item>
/// <item><see cref="bool"/> into boolean, <see cref="Guid"/> into uuid, <see cref="TimeSpan"/> into interval, <see cref="DateOnly"/> into date, <see cref="TimeOnly"/> into time;</item>
/// <item><see cref="DateTimeOffset"/> into timestamptz; <see cref="DateTime"/> into timestamp, and into timestamptz if it is UTC; moments are cut to microseconds;</item>
/// <item>domains as their base type; a missing value of <see cref="Nullable{T}"/> or <see cref="Optional{T}"/>, and null, as NULL.</item>
/// </list>
/// Any other pair fails at the start. Not thread-safe.
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
    /// <param name="column">Name of the column, exactly as the server has it: unquoted names were folded to lower case when the table was created.</param>
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
            throw new ArgumentException($"Column \"{column}\" is given a {typeof(TValue)}, which cannot be sent. Convert it to one of: {PgEncoders.Supported}.", nameof(value));
        }

        All.Add(new PostgresColumn<T, TValue>(column, value));
        return this;
    }
}
