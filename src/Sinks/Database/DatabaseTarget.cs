using System.Data.Common;
using System.Globalization;

namespace HotStream.Sinks;

/// <summary>
/// Statements and connections, which the writers of a sink share. Thread-safe; connections are pooled by the data source.
/// </summary>
internal sealed class DatabaseTarget
{
    private readonly DbDataSource _source;
    private readonly string _statement;

    public DatabaseTarget(DbDataSource source, DatabaseOptions options, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Table, nameof(options));
        if (columns.Count == 0)
        {
            throw new ArgumentException($"No column of {options.Table} is filled; add at least one.", nameof(columns));
        }

        _source = source;
        Columns = columns;
        Options = options;
        Name = "database " + options.Table;
        var parameters = new List<string>();
        for (int i = 0; i < columns.Count; i++)
        {
            parameters.Add(options.ParameterPrefix + i);
        }

        _statement = options.Statement
            ?? $"INSERT INTO {options.Table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", parameters)})";
    }

    public string Name { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    public DatabaseOptions Options { get; }

    public ValueTask<DbConnection> OpenAsync(CancellationToken stop) => _source.OpenConnectionAsync(stop);

    /// <summary>Notes the batch; false when it was noted before.</summary>
    public async Task<bool> ClaimAsync(DbTransaction transaction, SinkPartition partition, long batch, CancellationToken stop)
    {
        if (Options.BatchTable is not { } batches)
        {
            return true;
        }

        string p = Options.ParameterPrefix;
        object[] key = [Options.Name ?? Options.Table, partition.Query, partition.Index, batch];
        await using DbCommand find = Command(transaction, $"SELECT count(*) FROM {batches} WHERE sink = {p}0 AND query = {p}1 AND "
            + $"partition_number = {p}2 AND batch_number = {p}3", key);
        if (await CountAsync(find, batches, stop).ConfigureAwait(false) > 0)
        {
            return false;
        }

        await using DbCommand claim = Command(transaction,
            $"INSERT INTO {batches} (sink, query, partition_number, batch_number) VALUES ({p}0, {p}1, {p}2, {p}3)", key);
        await claim.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        return true;
    }

    /// <summary>Runs the statement for some rows, in order.</summary>
    public async Task InsertAsync(DbTransaction transaction, List<(long Record, object[] Values)> rows, int from,
        int to, CancellationToken stop)
    {
        DbConnection connection = transaction.Connection!;
        if (connection.CanCreateBatch)
        {
            for (; from < to; from += Options.RowsPerCommand)
            {
                await InsertBatchAsync(connection, transaction, rows, from, Math.Min(to, from + Options.RowsPerCommand),
                    stop).ConfigureAwait(false);
            }

            return;
        }

        await using DbCommand insert = Command(transaction, _statement, rows[from].Values);
        if (to - from > 1)
        {
            await insert.PrepareAsync(stop).ConfigureAwait(false);
        }

        for (; from < to; from++)
        {
            for (int i = 0; i < rows[from].Values.Length; i++)
            {
                insert.Parameters[i].Value = rows[from].Values[i];
            }

            await insert.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }
    }

    private static async Task<long> CountAsync(DbCommand find, string batches, CancellationToken stop)
    {
        try
        {
            return Convert.ToInt64(await find.ExecuteScalarAsync(stop).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
        catch (DbException wrong) when (!DatabaseErrors.IsTransient(wrong))
        {
            throw new InvalidOperationException(
                $"{batches} cannot be asked which batches are there: {PlainText.Of(wrong.Message)} It needs the columns sink, query, "
                + "partition_number and batch_number; docs/sinks.md says how to bring a table of an earlier version there.", wrong);
        }
    }

    private async Task InsertBatchAsync(DbConnection connection, DbTransaction transaction, List<(long Record, object[] Values)> rows,
        int from, int to, CancellationToken stop)
    {
        await using DbBatch batch = connection.CreateBatch();
        batch.Transaction = transaction;
        await using DbCommand factory = connection.CreateCommand(); // not every batch command makes parameters
        for (; from < to; from++)
        {
            DbBatchCommand insert = batch.CreateBatchCommand();
            insert.CommandText = _statement;
            AddParameters(insert.Parameters, factory, rows[from].Values);
            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    private DbCommand Command(DbTransaction transaction, string sql, object[] values)
    {
        DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        AddParameters(command.Parameters, command, values);
        return command;
    }

    private void AddParameters(DbParameterCollection parameters, DbCommand factory, object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = factory.CreateParameter();
            parameter.ParameterName = Options.ParameterPrefix + i;
            parameter.Value = values[i];
            parameters.Add(parameter);
        }
    }
}
