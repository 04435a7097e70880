using System.Data.Common;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Writes records into a table of any database that has an ADO.NET driver, by inserts sent many at a time (<see cref="DbBatch"/>), in one
/// transaction for each partition and batch. For PostgreSQL <see cref="PostgresSink{T}"/> is many times faster.
/// <para>Law: at least once; with <see cref="DatabaseOptions.BatchTable"/> exactly once, also when a restart runs the last batch
/// again, if it brings the same records in the same partition. Refused rows are dead letters. The whole:
/// docs/design/database-sink.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class DatabaseSink<T> : Sink<T>
{
    private readonly DatabaseTarget _target;
    private readonly Func<T, object>[] _columns;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="source">Makes connections, and pools them. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns.</param>
    /// <exception cref="ArgumentException">No column is filled.</exception>
    public DatabaseSink(DbDataSource source, DatabaseOptions options, Action<DatabaseColumns<T>> columns)
        : this(Open(source, options, columns))
    {
    }

    private DatabaseSink((DatabaseTarget Target, Func<T, object>[] Columns) opened)
        : base(opened.Target.Name)
    {
        (_target, _columns) = opened;
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        return new DatabaseWriter<T>(_target, _columns, partition);
    }

    private static (DatabaseTarget, Func<T, object>[]) Open(DbDataSource source, DatabaseOptions options,
        Action<DatabaseColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(columns);
        var filled = new DatabaseColumns<T>();
        columns(filled);
        return (new DatabaseTarget(source, options, filled.Names), [.. filled.Values]);
    }
}
