using HotStream.Sinks;

namespace HotStream;

/// <summary>Which columns are filled with what, in the order of the statement's parameters. Not thread-safe.</summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class DatabaseColumns<T>
{
    internal DatabaseColumns()
    {
    }

    internal List<string> Names { get; } = [];

    internal List<Func<T, object>> Values { get; } = [];

    /// <summary>
    /// Fills a column. A <see cref="Utf8Slice"/> is sent as a string, a missing <see cref="Optional{T}"/> and null as NULL, everything else
    /// as it is: the driver must know the type.
    /// </summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="column">Its name: as the database's SQL writes it, unless the sink says that it quotes names.</param>
    /// <param name="value">The value of a record. Called once for each record, on worker threads; what it throws makes the record a dead
    /// letter.</param>
    /// <returns>These columns, for the next one.</returns>
    /// <exception cref="ArgumentException">The column is filled already.</exception>
    public DatabaseColumns<T> Add<TValue>(string column, Func<T, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fill(column, record => ParameterValue.Of(value(record)));
    }

    /// <summary>As the other, for values that may be missing.</summary>
    /// <typeparam name="TValue">Type of the value.</typeparam>
    /// <param name="column">Its name, as the database's SQL writes it.</param>
    /// <param name="value">The value of a record, or none.</param>
    /// <returns>These columns, for the next one.</returns>
    /// <exception cref="ArgumentException">The column is filled already.</exception>
    public DatabaseColumns<T> Add<TValue>(string column, Func<T, Optional<TValue>> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Fill(column, record => value(record) is { HasValue: true } some ? ParameterValue.Of(some.Value) : DBNull.Value);
    }

    private DatabaseColumns<T> Fill(string column, Func<T, object> value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(column);
        if (Names.Contains(column))
        {
            throw new ArgumentException($"Column \"{column}\" is filled twice.", nameof(column));
        }

        Names.Add(column);
        Values.Add(value);
        return this;
    }
}
