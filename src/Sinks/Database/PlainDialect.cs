using System.Data.Common;

namespace HotStream.Sinks;

/// <summary>Any ADO.NET driver: one statement for each row, many at a time where the driver can send several.</summary>
internal sealed class PlainDialect(DatabaseOptions options, IReadOnlyList<string> columns) : DatabaseDialect
{
    private readonly string _statement = options.Statement ?? $"INSERT INTO {options.Table} ({string.Join(", ", columns)}) VALUES ("
        + string.Join(", ", Enumerable.Range(0, columns.Count).Select(i => options.ParameterPrefix + i)) + ")";

    protected internal override async Task<int> WriteAsync(DbTransaction transaction, DatabaseRows rows, int from, int to,
        CancellationToken stop)
    {
        DbConnection connection = transaction.Connection!;
        if (connection.CanCreateBatch)
        {
            int count = Math.Min(options.RowsPerCommand, to - from);
            await WriteBatchAsync(connection, transaction, rows, from, from + count, stop).ConfigureAwait(false);
            return count;
        }

        await using DbCommand insert = DatabaseTarget.Command(transaction, _statement, options.ParameterPrefix, rows.ValuesOf(from));
        if (to - from > 1)
        {
            await insert.PrepareAsync(stop).ConfigureAwait(false);
        }

        for (int row = from; row < to; row++)
        {
            object[] values = rows.ValuesOf(row);
            for (int i = 0; i < values.Length; i++)
            {
                insert.Parameters[i].Value = values[i];
            }

            await insert.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }

        return to - from;
    }

    private async Task WriteBatchAsync(DbConnection connection, DbTransaction transaction, DatabaseRows rows, int from, int to,
        CancellationToken stop)
    {
        await using DbBatch batch = connection.CreateBatch();
        batch.Transaction = transaction;
        await using DbCommand factory = connection.CreateCommand(); // not every batch command makes parameters
        for (; from < to; from++)
        {
            DbBatchCommand insert = batch.CreateBatchCommand();
            insert.CommandText = _statement;
            DatabaseTarget.AddParameters(insert.Parameters, factory, options.ParameterPrefix, rows.ValuesOf(from));
            batch.BatchCommands.Add(insert);
        }

        await batch.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }
}
