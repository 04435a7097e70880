using HotStream.MySql;
using MySqlConnector;

namespace HotStream;

/// <summary>
/// Writes records into a table of MySQL or MariaDB by statements of up to 1,000 rows, one transaction for each partition and batch. With
/// <see cref="MySqlOptions.Key"/> rows replace those of the same key. Names of columns are quoted: they are as the server has them. Moments
/// (<see cref="DateTimeOffset"/>, local <see cref="DateTime"/>) are written in UTC.
/// <para>Law: exactly once, also when a restart runs the last batch again, as the transaction also notes the batch in
/// <see cref="MySqlOptions.BatchTable"/>; a source that sends again in another batch needs a key. Refused rows are dead letters; a server
/// that is away is waited for, for <see cref="MySqlOptions.RetryFor"/>. A batch that fails in one partition may be committed in others. The
/// whole: docs/mysql.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class MySqlSink<T> : DatabaseSink<T>
{
    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="source">Makes connections, and pools them. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns.</param>
    /// <exception cref="ArgumentException">No column is filled, a key column is not, or a table's name is none.</exception>
    public MySqlSink(MySqlDataSource source, MySqlOptions options, Action<DatabaseColumns<T>> columns)
        : base(source, Plain(options), DialectOf(source, options), columns)
    {
    }

    private static DatabaseOptions Plain(MySqlOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DatabaseOptions
        {
            Table = options.Table,
            Key = options.Key,
            Name = options.Name,
            BatchTable = options.BatchTable is { } batches ? MySqlName.Parse(batches).Quoted : null,
            RetryFor = options.RetryFor,
        };
    }

    private static MySqlDialect DialectOf(MySqlDataSource source, MySqlOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new MySqlDialect(options, new MySqlConnectionStringBuilder(source.ConnectionString));
    }
}
