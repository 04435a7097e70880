using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Writes records into a table of PostgreSQL by COPY, one transaction for each partition and batch. With <see cref="PostgresOptions.Key"/>
/// rows replace those of the same key.
/// <para>Law: exactly once, also when a restart runs the last batch again, as the transaction also notes the batch in
/// <see cref="PostgresOptions.BatchTable"/>; a source that sends again in another batch needs a key. Refused rows are dead letters; a
/// server that is away is waited for, for <see cref="PostgresOptions.RetryFor"/>. A batch that fails in one partition may be committed in
/// others. The whole: docs/design/postgres-sink.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class PostgresSink<T> : Sink<T>
{
    private readonly PostgresColumn<T>[] _columns;
    private readonly PostgresTarget _target;
    private readonly ChunkPool _chunks = new();
    private bool _isProven;
    private SinkNameClaim? _claim;

    /// <summary>Makes a sink; nothing is connected yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="columns">Fills the columns.</param>
    /// <exception cref="ArgumentException">No column is filled, a key column is not, or the connection string is wrong.</exception>
    public PostgresSink(PostgresOptions options, Action<PostgresColumns<T>> columns)
        : this(Open(options, columns))
    {
    }

    private PostgresSink((PostgresTarget Target, PostgresColumn<T>[] Columns) opened)
        : base(opened.Target.Name)
    {
        (_target, _columns) = opened;
    }

    /// <inheritdoc/>
    protected override Func<T, ulong>? KeyHash
    {
        get
        {
            PostgresColumn<T>[] key = Array.FindAll(_columns, column => _target.Options.Key.Contains(column.Name));
            return key.Length == 0 ? null : record => HashOf(key, record);
        }
    }

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time)
    {
        if (_isProven)
        {
            return;
        }

        try
        {
            Bind(_target.TableAsync(CancellationToken.None).GetAwaiter().GetResult());
            _isProven = true;
        }
        catch (Exception away) when (PostgresErrors.IsTransient(away))
        {
            // the first record can wait for the server, an empty batch need not
        }
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        PostgresOptions options = _target.Options;
        SinkNameClaim.Ensure(ref _claim, _target, options.ConnectionString, options.BatchTable, options.Name ?? options.Table, partition);
        PostgresTable table = WaitForTableAsync(partition).GetAwaiter().GetResult();
        return new PostgresWriter<T>(_target, table, Bind(table), _chunks, partition);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _claim?.Dispose();
        _target.Dispose();
        base.Dispose(disposing);
    }

    private static ulong HashOf(PostgresColumn<T>[] key, T record)
    {
        try
        {
            var hash = default(HashCode);
            foreach (PostgresColumn<T> column in key)
            {
                hash.Add(column.HashOf(record));
            }

            return (uint)hash.ToHashCode() * 0x9E3779B97F4A7C15;
        }
        catch (Exception)
        {
            return 0; // any writer will do: it asks again, and refuses the record
        }
    }

    private static (PostgresTarget, PostgresColumn<T>[]) Open(PostgresOptions options, Action<PostgresColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(columns);
        var filled = new PostgresColumns<T>();
        columns(filled);
        PostgresColumn<T>[] all = [.. filled.All];
        return (new PostgresTarget(options, Array.ConvertAll(all, column => column.Name)), all);
    }

    private async Task<PostgresTable> WaitForTableAsync(SinkPartition partition)
    {
        var backoff = new Backoff(_target.Options.RetryFor, partition.TimeProvider);
        for (; ; )
        {
            try
            {
                return await _target.TableAsync(partition.BatchStopping).ConfigureAwait(false);
            }
            catch (Exception away) when (PostgresErrors.IsTransient(away))
            {
                if (!await backoff.WaitAsync(partition.BatchStopping).ConfigureAwait(false))
                {
                    throw new TimeoutException($"{Name} could not be reached for {PlainText.Of(_target.Options.RetryFor)}: "
                        + $"{PlainText.Of(away.Message)} Start the server, or correct "
                        + $"{nameof(PostgresOptions)}.{nameof(PostgresOptions.ConnectionString)}.", away);
                }
            }
        }
    }

    private PostgresField<T>[] Bind(PostgresTable table) => Array.ConvertAll(_columns, column => column.Bind(table.TypeOf(column.Name))
        ?? throw new InvalidOperationException(
            $"Column \"{column.Name}\" of table {table.Name} is {table.TypeOf(column.Name).Name} and cannot take a {column.ValueType}. "
            + $"Convert the value in its function, or alter the column; {nameof(PostgresColumns<T>)} says which pairs there are."));
}
