using System.Data.Common;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Writes records into a table of any database that has an ADO.NET driver, by inserts sent many at a time (<see cref="DbBatch"/>), in one
/// transaction for each partition and batch. For PostgreSQL <see cref="PostgresSink{T}"/> is many times faster, for MySQL and MariaDB the
/// sink of the package HotStream.MySql; derive from this class, with a <see cref="DatabaseDialect"/>, for others.
/// <para>Law: at least once; with <see cref="DatabaseOptions.BatchTable"/> exactly once, also when a restart runs the last batch
/// again, if it brings the same records in the same partition. Refused rows are dead letters. The whole:
/// docs/design/database-sink.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public class DatabaseSink<T> : Sink<T>
{
    private readonly DatabaseTarget _target;
    private readonly Func<T, object>[] _columns;
    private SinkNameClaim? _claim;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="source">Makes connections, and pools them. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns.</param>
    /// <exception cref="ArgumentException">No column is filled, or a key column is not.</exception>
    public DatabaseSink(DbDataSource source, DatabaseOptions options, Action<DatabaseColumns<T>> columns)
        : this(Open(source, options, null, columns))
    {
    }

    /// <summary>Makes a sink that writes in a database's own way.</summary>
    /// <param name="source">Makes connections, and pools them. Not disposed.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="dialect">The database's own way.</param>
    /// <param name="columns">Fills the columns.</param>
    /// <exception cref="ArgumentException">No column is filled, or a key column is not.</exception>
    protected DatabaseSink(DbDataSource source, DatabaseOptions options, DatabaseDialect dialect, Action<DatabaseColumns<T>> columns)
        : this(Open(source, options, dialect, columns))
    {
        ArgumentNullException.ThrowIfNull(dialect);
    }

    private DatabaseSink((DatabaseTarget Target, Func<T, object>[] Columns) opened)
        : base(opened.Target.Name)
    {
        (_target, _columns) = opened;
    }

    /// <inheritdoc/>
    protected override Func<T, ulong>? KeyHash => _target.Key.Length == 0 ? null : HashOf;

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time)
    {
        if (_target.IsPrepared)
        {
            return;
        }

        try
        {
            _target.OpenAsync(CancellationToken.None).GetAwaiter().GetResult().Dispose();
        }
        catch (Exception away) when (_target.Dialect.Judge(away) == DatabaseVerdict.Again)
        {
            // the first record can wait for the server, an empty batch need not
        }
        catch (DbException failure)
        {
            throw _target.Failed(failure);
        }
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        SinkNameClaim.Ensure(ref _claim, _target, _target.Address, _target.Options.BatchTable, _target.NoteName, partition);
        return new DatabaseWriter<T>(_target, _columns, partition);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _claim?.Dispose();
        _target.Dispose();
        base.Dispose(disposing);
    }

    private static (DatabaseTarget, Func<T, object>[]) Open(DbDataSource source, DatabaseOptions options, DatabaseDialect? dialect,
        Action<DatabaseColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(columns);
        var filled = new DatabaseColumns<T>();
        columns(filled);
        return (new DatabaseTarget(source, options, filled.Names, dialect), [.. filled.Values]);
    }

    private ulong HashOf(T record)
    {
        var hash = default(HashCode);
        try
        {
            foreach (int column in _target.Key)
            {
                switch (_columns[column](record))
                {
                    case byte[] bytes:
                        hash.AddBytes(bytes);
                        break;
                    case ReadOnlyMemory<byte> bytes:
                        hash.AddBytes(bytes.Span);
                        break;
                    case var value:
                        hash.Add(value);
                        break;
                }
            }
        }
        catch (Exception)
        {
            return 0; // any writer will do: it asks again, and refuses the record
        }

        return (uint)hash.ToHashCode() * 0x9E3779B97F4A7C15;
    }
}
