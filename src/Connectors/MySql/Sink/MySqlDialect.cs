using System.Data;
using System.Data.Common;
using System.Globalization;
using MySqlConnector;

namespace HotStream.MySql;

/// <summary>
/// MySQL's and MariaDB's own way: statements of many rows. Sessions are strict, or the server would cut what does not fit, without a word;
/// and in UTC, so that a moment is the same in a TIMESTAMP as in the record. READ COMMITTED takes no locks on gaps, over which the
/// partitions of a batch would deadlock.
/// </summary>
internal sealed class MySqlDialect(MySqlOptions options, MySqlConnectionStringBuilder address) : DatabaseDialect
{
    private const int PruneEvery = 1000;

    private readonly MySqlName _table = MySqlName.Parse(options.Table);
    private readonly MySqlName? _batches = options.BatchTable is { } batches ? MySqlName.Parse(batches) : null;
    private MySqlStatements? _statements;
    private long _packetMax = long.MaxValue; // as the newest session has it
    private int _notes;

    protected override string NameOf(DatabaseOptions _) => string.Create(CultureInfo.InvariantCulture,
        $"mysql {address.Server}:{address.Port}/{(address.Database.Length == 0 ? "" : address.Database + " ")}{options.Table}");

    protected override async Task PrepareAsync(DbConnection connection, DatabaseOptions _, IReadOnlyList<string> filled,
        CancellationToken stop)
    {
        var mysql = (MySqlConnection)connection;
        await MySqlTableRules.CheckColumnsAsync(mysql, _table, filled, stop).ConfigureAwait(false);
        await MySqlTableRules.CheckEngineAsync(mysql, _table, nameof(MySqlOptions.Table), stop).ConfigureAwait(false);
        if (options.Key.Count > 0)
        {
            await MySqlTableRules.CheckKeyAsync(mysql, _table, options.Key, filled, stop).ConfigureAwait(false);
        }

        if (_batches is { } batches)
        {
            await MySqlTableRules.CreateBatchTableAsync(mysql, batches, stop).ConfigureAwait(false);
            await MySqlTableRules.CheckEngineAsync(mysql, batches, nameof(MySqlOptions.BatchTable), stop).ConfigureAwait(false);
        }

        _statements = new MySqlStatements(_table, filled, options.Key, options.OnConflict);
    }

    protected override object ValueOf(object value) => value switch
    {
        double number when !double.IsFinite(number) => throw NoNumber(number),
        float number when !float.IsFinite(number) => throw NoNumber(number),
        DateTime { Kind: DateTimeKind.Local } moment => moment.ToUniversalTime(),
        _ => value,
    };

    protected override async ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop)
    {
        var mysql = (MySqlConnection)connection;
        using (var session = new MySqlCommand("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), time_zone = '+00:00'; "
            + "SELECT @@max_allowed_packet", mysql))
        {
            Volatile.Write(ref _packetMax,
                Convert.ToInt64(await session.ExecuteScalarAsync(stop).ConfigureAwait(false), CultureInfo.InvariantCulture));
        }

        return await mysql.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop).ConfigureAwait(false);
    }

    protected override bool HasSavepoints(DbTransaction transaction) => true; // the driver does not say so

    protected override async Task NotedAsync(DbTransaction transaction, SinkPartition partition, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _notes) % PruneEvery != 1)
        {
            return;
        }

        using var prune = new MySqlCommand($"DELETE FROM {_batches!.Value.Quoted} WHERE sink = @sink AND partition_number = @partition AND "
            + "NOT (query = @query AND batch_number >= @batch) AND committed_at < UTC_TIMESTAMP() - INTERVAL @seconds SECOND",
            (MySqlConnection)transaction.Connection!, (MySqlTransaction)transaction);
        prune.Parameters.AddWithValue("@sink", options.Name ?? options.Table);
        prune.Parameters.AddWithValue("@partition", partition.Index);
        prune.Parameters.AddWithValue("@query", partition.Query);
        prune.Parameters.AddWithValue("@batch", partition.BatchNumber);
        prune.Parameters.AddWithValue("@seconds", (long)options.BatchesKept.TotalSeconds);
        await prune.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    protected override async Task<int> WriteAsync(DbTransaction transaction, DatabaseRows rows, int from, int to, CancellationToken stop)
    {
        int count = _statements!.CountOf(rows, from, to, Volatile.Read(ref _packetMax));
        using var insert = new MySqlCommand(_statements.Of(count), (MySqlConnection)transaction.Connection!, (MySqlTransaction)transaction);
        for (int row = from; row < from + count; row++)
        {
            foreach (object value in rows[row])
            {
                insert.Parameters.Add(new MySqlParameter { Value = value });
            }
        }

        await insert.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        return count;
    }

    protected override DatabaseVerdict Judge(Exception error) => MySqlErrors.Judge(error);

    protected override int RowOf(Exception error) => MySqlErrors.RowOf(error);

    protected override string Explain(Exception error) => MySqlErrors.Explain(error);

    private static FormatException NoNumber(double number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"MySQL and MariaDB have no number {number}"));
}
