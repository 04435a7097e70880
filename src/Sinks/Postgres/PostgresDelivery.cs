using Npgsql;

namespace HotStream.Sinks;

/// <summary>
/// Brings the rows of one partition into the table, batch by batch, each in one transaction.
/// The transaction begins by noting the batch. If that finds it noted, a former attempt, of this process or an earlier one, was committed:
/// nothing is written. If a former attempt's transaction is still open in the server, the note waits for its end, so that two cannot both
/// commit. An attempt sends chunks as they are filled. Lost connections and the like lead to a new attempt from the first row. Rows that
/// the server refuses lead to an attempt that looks for them between savepoints.
/// </summary>
internal sealed class PostgresDelivery(PostgresTarget target, PostgresTable table, SinkPartition partition, CopyRows rows)
{
    private const int PruneEvery = 1000;

    private readonly List<(int Row, PostgresException Cause)> _refused = [];
    private long _claims;

    private string SinkName => target.Options.Name ?? target.Options.Table;

    /// <summary>
    /// Ends when the rows are committed; returns those the server refused. Rows may still be added meanwhile, until
    /// <see cref="CopyRows.Finish"/>.
    /// </summary>
    public async Task<IReadOnlyList<(int Row, PostgresException Cause)>> RunAsync(BatchTime time, long batch, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the worker goes on encoding
        var backoff = new Backoff(target.Options.RetryFor, partition.TimeProvider);
        bool careful = false;
        _refused.Clear();
        for (; ; )
        {
            try
            {
                using PoolLease<NpgsqlConnection> lease = await target.Connections.LeaseAsync(stop).ConfigureAwait(false);
                try
                {
                    await AttemptAsync(lease.Connection, time, batch, careful, stop).ConfigureAwait(false);
                    return _refused;
                }
                catch (PostgresException refusal) when (!careful && PostgresErrors.IsRefusal(refusal))
                {
                    TableLog.Refused(partition.Logger, target.Name, time, partition.Index, PostgresErrors.Reason(refusal));
                    careful = true;
                }
                catch
                {
                    lease.MarkBroken();
                    throw;
                }
            }
            catch (PostgresException failure) when (PostgresErrors.Judge(failure.SqlState) == Judgement.Fail)
            {
                throw new InvalidOperationException($"{target.Name} did not take the rows: {Words(failure)}", failure);
            }
            catch (Exception failure) when (PostgresErrors.IsTransient(failure) && !stop.IsCancellationRequested)
            {
                if (!await backoff.WaitAsync(stop).ConfigureAwait(false))
                {
                    throw new TimeoutException(
                        $"{target.Name} could not be written to for {PlainText.Of(target.Options.RetryFor)} in {backoff.Failures} "
                        + $"attempts; the last one failed: {Words(failure)} "
                        + $"To wait longer, raise {nameof(PostgresOptions)}.{nameof(PostgresOptions.RetryFor)}.",
                        failure);
                }

                TableLog.Retrying(partition.Logger, target.Name, time, partition.Index, backoff.Failures, Words(failure));
            }
        }
    }

    /// <summary>What the server said, and what to do about it.</summary>
    private static string Words(Exception failure) => failure is PostgresException server
        ? $"{PostgresErrors.Reason(server)}. {PostgresErrors.Remedy(server.SqlState)}"
        : PlainText.Of(failure.Message) + " Bring the server back.";

    private async Task AttemptAsync(NpgsqlConnection connection, BatchTime time, long batch, bool careful, CancellationToken stop)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(stop).ConfigureAwait(false);
        if (!await ClaimAsync(connection, time, batch, stop).ConfigureAwait(false))
        {
            TableLog.AlreadyThere(partition.Logger, target.Name, time, partition.Index);
            return;
        }

        _refused.Clear();
        if (careful)
        {
            await ApplyCarefullyAsync(connection, transaction, stop).ConfigureAwait(false);
        }
        else
        {
            await CopyAllAsync(connection, stop).ConfigureAwait(false);
            if (table.IsKeyed)
            {
                await UpsertAsync(connection, 0, rows.Count, stop).ConfigureAwait(false);
            }
        }

        await transaction.CommitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Notes the batch; false when it was noted before.</summary>
    private async Task<bool> ClaimAsync(NpgsqlConnection connection, BatchTime time, long batch, CancellationToken stop)
    {
        if (target.Options.BatchTable is not { } batches)
        {
            return true;
        }

        if (_claims++ % PruneEvery == 0)
        {
            using var prune = new NpgsqlCommand(
                $"DELETE FROM {batches} WHERE sink = $1 AND context = $2 AND partition = $3 AND batch_time_ms < $4", connection);
            Add(prune, SinkName, partition.Context, partition.Index,
                time.Milliseconds - (long)target.Options.BatchesKept.TotalMilliseconds);
            await prune.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }

        using var claim = new NpgsqlCommand($"INSERT INTO {batches} (sink, context, partition, batch_time_ms, query, batch_number) "
            + "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", connection);
        Add(claim, SinkName, partition.Context, partition.Index, time.Milliseconds, partition.Query, batch);
        return await claim.ExecuteNonQueryAsync(stop).ConfigureAwait(false) == 1;
    }

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (object value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }

    private async Task CopyAllAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using PostgresCopy copy = await PostgresCopy.BeginAsync(connection, table.Copy, stop).ConfigureAwait(false);
        for (int i = 0; await rows.ChunkAsync(i, stop).ConfigureAwait(false) is { } chunk; i++)
        {
            await copy.WriteAsync(chunk.Memory, stop).ConfigureAwait(false);
        }

        await copy.CompleteAsync(stop).ConfigureAwait(false);
    }

    private async Task CopyAsync(NpgsqlConnection connection, int from, int to, CancellationToken stop)
    {
        await using PostgresCopy copy = await PostgresCopy.BeginAsync(connection, table.Copy, stop).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> piece in rows.Range(from, to))
        {
            await copy.WriteAsync(piece, stop).ConfigureAwait(false);
        }

        await copy.CompleteAsync(stop).ConfigureAwait(false);
    }

    private async Task UpsertAsync(NpgsqlConnection connection, int from, int to, CancellationToken stop)
    {
        using var upsert = new NpgsqlCommand(table.Upsert, connection);
        upsert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        upsert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        await upsert.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    private async Task ApplyCarefullyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        await rows.FinishedAsync(stop).ConfigureAwait(false);
        using (var immediate = new NpgsqlCommand("SET CONSTRAINTS ALL IMMEDIATE", connection))
        {
            await immediate.ExecuteNonQueryAsync(stop).ConfigureAwait(false); // a deferred one would not say which row broke it
        }

        await RefusedRows.ApplyAsync(rows.Count, (from, to) => Try(() => CopyAsync(connection, from, to, stop)),
            Refuse).ConfigureAwait(false);
        if (table.IsKeyed)
        {
            await RefusedRows.ApplyAsync(rows.Count, (from, to) => Try(() => UpsertAsync(connection, from, to, stop)),
                Refuse).ConfigureAwait(false);
        }

        void Refuse(int row, Exception cause) => _refused.Add((row, (PostgresException)cause));

        async Task<(Exception, int)?> Try(Func<Task> apply)
        {
            const string Savepoint = "rows";
            await transaction.SaveAsync(Savepoint, stop).ConfigureAwait(false);
            try
            {
                await apply().ConfigureAwait(false);
                await transaction.ReleaseAsync(Savepoint, stop).ConfigureAwait(false);
                return null;
            }
            catch (PostgresException refusal) when (PostgresErrors.IsRefusal(refusal))
            {
                await transaction.RollbackAsync(Savepoint, stop).ConfigureAwait(false);
                await transaction.ReleaseAsync(Savepoint, stop).ConfigureAwait(false);
                return (refusal, PostgresErrors.RowOf(refusal));
            }
        }
    }
}
