using System.Data.Common;
using System.Globalization;

namespace HotStream.Sinks;

/// <summary>
/// What the writers of a sink share: connections, which the data source pools, the dialect, and the table of batches. Thread-safe.
/// </summary>
internal sealed class DatabaseTarget : IDisposable
{
    private readonly DbDataSource _source;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile bool _isPrepared;

    public DatabaseTarget(DbDataSource source, DatabaseOptions options, IReadOnlyList<string> columns, DatabaseDialect? dialect)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Table, nameof(options));
        if (columns.Count == 0)
        {
            throw new ArgumentException($"No column of {options.Table} is filled; add at least one.", nameof(columns));
        }

        Key = Array.ConvertAll([.. options.Key], key => IndexOf(columns, key) is >= 0 and var index ? index
            : throw new ArgumentException($"Key column \"{key}\" of {options.Table} is not filled; add it to the columns.",
                nameof(columns)));
        _source = source;
        Columns = columns;
        Options = options;
        Dialect = dialect ?? new PlainDialect(options, columns);
        _isPrepared = dialect is null; // nothing to look at
        Name = Dialect.NameOf(options);
    }

    public string Name { get; }

    /// <summary>How the server is reached, secrets included: for no message.</summary>
    public string Address => _source.ConnectionString;

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Numbers of the columns that are the key.</summary>
    public int[] Key { get; }

    public DatabaseOptions Options { get; }

    public DatabaseDialect Dialect { get; }

    public bool IsPrepared => _isPrepared;

    /// <summary>The sink's name in the table of batches.</summary>
    public string NoteName => Options.Name ?? Options.Table;

    public static DbCommand Command(DbTransaction transaction, string sql, string prefix, object[] values)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        AddParameters(command.Parameters, command, prefix, values);
        return command;
    }

    public static void AddParameters(DbParameterCollection parameters, DbCommand factory, string prefix, object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = factory.CreateParameter();
            parameter.ParameterName = prefix + i;
            parameter.Value = values[i];
            parameters.Add(parameter);
        }
    }

    /// <summary>A connection to a server whose table has been looked at.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken stop)
    {
        DbConnection connection = await _source.OpenConnectionAsync(stop).ConfigureAwait(false);
        try
        {
            if (!_isPrepared)
            {
                await PrepareAsync(connection, stop).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Notes the batch; false when it was noted before.</summary>
    public async Task<bool> ClaimAsync(DbTransaction transaction, SinkPartition partition, long batch, CancellationToken stop)
    {
        if (Options.BatchTable is not { } batches)
        {
            return true;
        }

        string p = Options.ParameterPrefix;
        object[] key = [NoteName, partition.Query, partition.Index, batch];
        await using DbCommand find = Command(transaction, $"SELECT count(*) FROM {batches} WHERE sink = {p}0 AND query = {p}1 AND "
            + $"partition_number = {p}2 AND batch_number = {p}3", p, key);
        if (await CountAsync(find, batches, stop).ConfigureAwait(false) > 0)
        {
            return false;
        }

        await using DbCommand claim = Command(transaction,
            $"INSERT INTO {batches} (sink, query, partition_number, batch_number) VALUES ({p}0, {p}1, {p}2, {p}3)", p, key);
        await claim.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        await Dialect.NotedAsync(transaction, partition, stop).ConfigureAwait(false);
        return true;
    }

    /// <summary>What an error means, and the driver's words.</summary>
    public InvalidOperationException Failed(Exception failure) =>
        new($"{Name} did not take the rows: {Dialect.Explain(failure)}", failure);

    public void Dispose() => _gate.Dispose();

    private static int IndexOf(IReadOnlyList<string> columns, string name)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    private async Task PrepareAsync(DbConnection connection, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!_isPrepared)
            {
                await Dialect.PrepareAsync(connection, Options, Columns, stop).ConfigureAwait(false);
                _isPrepared = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<long> CountAsync(DbCommand find, string batches, CancellationToken stop)
    {
        try
        {
            return Convert.ToInt64(await find.ExecuteScalarAsync(stop).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
        catch (DbException wrong) when (Dialect.Judge(wrong) != DatabaseVerdict.Again)
        {
            throw new InvalidOperationException(
                $"{batches} cannot be asked which batches are there: {PlainText.Of(wrong.Message)} It needs the columns sink, query, "
                + "partition_number and batch_number; docs/sinks.md says how to bring a table of an earlier version there.", wrong);
        }
    }
}
