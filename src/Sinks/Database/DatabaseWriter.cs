using System.Data.Common;

namespace HotStream.Sinks;

/// <summary>
/// One partition: keeps its rows, and writes them in one transaction when the batch is complete. Many drivers are not asynchronous and hear
/// no cancellation (SQLite waits half a minute for a lock): when the batch is to stop, nobody waits for them;
/// what they do later is rolled back.
/// </summary>
internal sealed class DatabaseWriter<T>(DatabaseTarget target, Func<T, object>[] columns, SinkPartition partition) : SinkWriter<T>
{
    private DatabaseRows _rows = new();
    private BatchTime _time;
    private long _batch;
    private long _position;

    protected override void Begin(BatchTime time)
    {
        _rows.Clear();
        _time = time;
        _batch = partition.BatchNumber;
        _position = 0;
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            object[] row = new object[columns.Length];
            Exception? failure = null;
            string? column = null;
            for (int i = 0; i < row.Length; i++)
            {
                try
                {
                    row[i] = target.Dialect.ValueOf(columns[i](record));
                }
                catch (Exception cause)
                {
                    (failure, column) = (cause, target.Columns[i]);
                    row[i] = LetterText.ValueOf(columns[i], in record);
                }
            }

            if (failure is not null)
            {
                Reject(_position, LetterText.Reason(failure, column), row);
            }
            else
            {
                _rows.Add(_position, row);
            }

            _position++;
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        DatabaseRows rows = _rows;
        _rows = new DatabaseRows(); // a driver that is left alone still reads the others
        if (rows.Count == 0)
        {
            return;
        }

        Task<List<(int Row, Exception Cause)>> writing = WriteAsync(rows, _batch, stop);
        foreach ((int row, Exception cause) in await Leave(writing, stop).ConfigureAwait(false))
        {
            Reject(rows.RecordOf(row),
                $"The database refused it: {target.Dialect.Explain(cause)} Correct the record, or the table.", rows.ValuesOf(row));
        }

        rows.Clear();
        _rows = rows;
    }

    protected override void Abort() => _rows.Clear();

    /// <summary>Waits for what may not end in time; when nobody waits any more, its failure is nobody's.</summary>
    private static Task<TResult> Leave<TResult>(Task<TResult> task, CancellationToken stop)
    {
        _ = task.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted
            | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task.WaitAsync(stop);
    }

    private async Task<List<(int Row, Exception Cause)>> WriteAsync(DatabaseRows rows, long batch, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // many drivers are not asynchronous
        var backoff = new Backoff(target.Options.RetryFor, partition.TimeProvider);
        var refused = new List<(int Row, Exception Cause)>();
        bool careful = false;
        for (; ; )
        {
            try
            {
                refused.Clear();
                await AttemptAsync(rows, batch, careful, refused, stop).ConfigureAwait(false);
                return refused;
            }
            catch (DbException refusal) when (!careful && target.Dialect.Judge(refusal) == DatabaseVerdict.Record)
            {
                TableLog.Refused(partition.Logger, target.Name, _time, partition.Index, target.Dialect.Explain(refusal));
                careful = true;
            }
            catch (Exception failure) when (target.Dialect.Judge(failure) == DatabaseVerdict.Again && !stop.IsCancellationRequested)
            {
                if (!await backoff.WaitAsync(stop).ConfigureAwait(false))
                {
                    throw new TimeoutException(
                        $"{target.Name} could not be written to for {PlainText.Of(target.Options.RetryFor)} in {backoff.Failures} "
                        + $"attempts; the last one failed: {target.Dialect.Explain(failure)} Bring the database back, or raise RetryFor.",
                        failure);
                }

                TableLog.Retrying(partition.Logger, target.Name, _time, partition.Index, backoff.Failures, target.Dialect.Explain(failure));
            }
            catch (DbException failure) when (!stop.IsCancellationRequested)
            {
                throw target.Failed(failure);
            }
        }
    }

    private async Task AttemptAsync(DatabaseRows rows, long batch, bool careful, List<(int Row, Exception Cause)> refused,
        CancellationToken stop)
    {
        await using DbConnection connection = await target.OpenAsync(stop).ConfigureAwait(false);
        await using DbTransaction transaction = await target.Dialect.BeginAsync(connection, stop).ConfigureAwait(false);
        if (!await target.ClaimAsync(transaction, partition, batch, stop).ConfigureAwait(false))
        {
            TableLog.AlreadyThere(partition.Logger, target.Name, _time, partition.Index);
            return;
        }

        if (careful && target.Dialect.HasSavepoints(transaction))
        {
            await RefusedRows.ApplyAsync(rows.Count, (from, to) => TryAsync(transaction, rows, from, to, stop),
                (row, cause) => refused.Add((row, cause))).ConfigureAwait(false);
        }
        else
        {
            for (int row = 0; row < rows.Count;)
            {
                row += await target.Dialect.WriteAsync(transaction, rows, row, rows.Count, stop).ConfigureAwait(false);
            }
        }

        stop.ThrowIfCancellationRequested(); // a driver that did not hear it
        await transaction.CommitAsync(stop).ConfigureAwait(false);
    }

    private async Task<(Exception, int)?> TryAsync(DbTransaction transaction, DatabaseRows rows, int from, int to, CancellationToken stop)
    {
        const string Savepoint = "hotstream_rows";
        await transaction.SaveAsync(Savepoint, stop).ConfigureAwait(false);
        int row = from;
        try
        {
            while (row < to)
            {
                row += await target.Dialect.WriteAsync(transaction, rows, row, to, stop).ConfigureAwait(false);
            }

            await transaction.ReleaseAsync(Savepoint, stop).ConfigureAwait(false);
            return null;
        }
        catch (DbException refusal) when (target.Dialect.Judge(refusal) == DatabaseVerdict.Record)
        {
            await transaction.RollbackAsync(Savepoint, stop).ConfigureAwait(false);
            int named = target.Dialect.RowOf(refusal);
            return (refusal, named < 0 ? -1 : row - from + named);
        }
    }

    private void Reject(long record, string reason, object[] values) =>
        partition.Reject(target.Name, _time, record, reason, LetterText.Of(target.Columns, values));
}
