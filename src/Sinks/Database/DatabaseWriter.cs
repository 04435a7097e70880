using System.Data.Common;
using System.Text;

namespace HotStream.Sinks;

/// <summary>One partition: keeps its rows, and writes them in one transaction when the batch is complete.</summary>
internal sealed class DatabaseWriter<T>(DatabaseTarget target, Func<T, object>[] columns, SinkPartition partition) : SinkWriter<T>
{
    private readonly List<object[]> _rows = [];
    private readonly List<(int Row, Exception Cause)> _refused = [];
    private BatchTime _time;

    protected override void Begin(BatchTime time)
    {
        _rows.Clear();
        _time = time;
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            object[] row = new object[columns.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = columns[i](record);
            }

            _rows.Add(row);
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // many drivers are not asynchronous
        var backoff = new Backoff(target.Options.RetryFor, partition.TimeProvider);
        bool careful = false;
        _refused.Clear();
        for (bool done = false; !done;)
        {
            try
            {
                await AttemptAsync(careful, stop).ConfigureAwait(false);
                done = true;
            }
            catch (DbException refusal) when (!careful && DatabaseErrors.IsRefusal(refusal))
            {
                careful = true;
            }
            catch (Exception failure) when (DatabaseErrors.IsTransient(failure) && !stop.IsCancellationRequested)
            {
                if (!await backoff.WaitAsync(stop).ConfigureAwait(false))
                {
                    throw new TimeoutException(
                        $"{target.Name} could not be written to for {target.Options.RetryFor} in {backoff.Failures} attempts; the last one failed: {failure.Message} "
                        + $"Bring the database back, or raise {nameof(DatabaseOptions)}.{nameof(DatabaseOptions.RetryFor)}.",
                        failure);
                }
            }
        }

        foreach ((int row, Exception cause) in _refused)
        {
            Reject(row, cause);
        }

        _rows.Clear();
    }

    protected override void Abort() => _rows.Clear();

    private async Task AttemptAsync(bool careful, CancellationToken stop)
    {
        await using DbConnection connection = await target.OpenAsync(stop).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop).ConfigureAwait(false);
        if (!await target.ClaimAsync(transaction, partition, _time, stop).ConfigureAwait(false))
        {
            return;
        }

        _refused.Clear();
        if (careful && transaction.SupportsSavepoints)
        {
            await RefusedRows.ApplyAsync(_rows.Count, (from, to) => TryAsync(transaction, from, to, stop), (row, cause) => _refused.Add((row, cause))).ConfigureAwait(false);
        }
        else
        {
            await target.InsertAsync(transaction, _rows, 0, _rows.Count, stop).ConfigureAwait(false);
        }

        await transaction.CommitAsync(stop).ConfigureAwait(false);
    }

    private async Task<(Exception, int)?> TryAsync(DbTransaction transaction, int from, int to, CancellationToken stop)
    {
        const string Savepoint = "hotstream_rows";
        await transaction.SaveAsync(Savepoint, stop).ConfigureAwait(false);
        try
        {
            await target.InsertAsync(transaction, _rows, from, to, stop).ConfigureAwait(false);
            await transaction.ReleaseAsync(Savepoint, stop).ConfigureAwait(false);
            return null;
        }
        catch (DbException refusal) when (DatabaseErrors.IsRefusal(refusal))
        {
            await transaction.RollbackAsync(Savepoint, stop).ConfigureAwait(false);
            return (refusal, -1);
        }
    }

    private void Reject(int row, Exception cause) =>
        partition.Reject(target.Name, _time, row, cause.Message, Encoding.UTF8.GetBytes(RecordText.Format(_rows[row])));
}
