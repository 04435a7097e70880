using System.Data.Common;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// What a database does in its own way: for a sink of your own that derives from <see cref="DatabaseSink{T}"/>. The sink keeps rows, notes
/// batches, tries again and looks for refused rows; a dialect says how rows are written, what errors mean, and what must be as it is.
/// Methods are called on threads of the pool, at once by the writers of several partitions.
/// </summary>
public abstract class DatabaseDialect
{
    /// <summary>The sink's name in messages: kind and place, without secrets.</summary>
    /// <param name="options">The sink's options.</param>
    protected internal virtual string NameOf(DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return "database " + options.Table;
    }

    /// <summary>
    /// Looks at the table, once, before anything is written. What it throws fails the batch, unless <see cref="Judge"/> says that it
    /// passes.
    /// </summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="options">The sink's options.</param>
    /// <param name="columns">Names of the columns that are filled.</param>
    /// <param name="stop">Ends it.</param>
    protected internal virtual Task PrepareAsync(DbConnection connection, DatabaseOptions options, IReadOnlyList<string> columns,
        CancellationToken stop) => Task.CompletedTask;

    /// <summary>A value as the driver is given it; called on worker threads. What it throws makes the record a dead letter.</summary>
    /// <param name="value">The value, never null: <see cref="DBNull"/> where there is none.</param>
    protected internal virtual object ValueOf(object value) => value;

    /// <summary>Begins a transaction on a connection that was just opened, or taken from the driver's pool.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stop">Ends it.</param>
    protected internal virtual ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.BeginTransactionAsync(stop);
    }

    /// <summary>Whether rows that were refused can be taken back alone. The default asks the driver, and not every driver knows.</summary>
    /// <param name="transaction">The transaction.</param>
    protected internal virtual bool HasSavepoints(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.SupportsSavepoints;
    }

    /// <summary>The batch was noted in <see cref="DatabaseOptions.BatchTable"/>, in this transaction: old notes may go.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="partition">The partition, which says query and batch number.</param>
    /// <param name="stop">Ends it.</param>
    protected internal virtual Task NotedAsync(DbTransaction transaction, SinkPartition partition, CancellationToken stop) =>
        Task.CompletedTask;

    /// <summary>Writes rows in their order, as many as it sends at a time, and returns how many these were, at least one.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="from">The first to write.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="stop">Ends it.</param>
    protected internal abstract Task<int> WriteAsync(DbTransaction transaction, DatabaseRows rows, int from, int to,
        CancellationToken stop);

    /// <summary>What an error means. The default looks at SQLSTATE and at what the driver calls transient.</summary>
    /// <param name="error">What was thrown, by the driver or by this dialect.</param>
    protected internal virtual DatabaseVerdict Judge(Exception error) => DatabaseErrors.Judge(error);

    /// <summary>Which row of the last <see cref="WriteAsync"/> a refusal is about, from 0; -1, the default, when it does not say.</summary>
    /// <param name="error">What was thrown.</param>
    protected internal virtual int RowOf(Exception error) => -1;

    /// <summary>The database's words about an error, and what to do about it, as sentences without secrets.</summary>
    /// <param name="error">What was thrown.</param>
    protected internal virtual string Explain(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return PlainText.Of(error.Message);
    }
}
