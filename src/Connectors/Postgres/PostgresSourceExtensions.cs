using HotStream.Postgres;

namespace HotStream;

/// <summary>PostgreSQL as a source: changes of tables, and notifications.</summary>
public static class PostgresSourceExtensions
{
    /// <summary>
    /// Changes of tables by logical replication: each insert, update, delete and truncate of the publication's tables, in the order of
    /// transactions. The position is a place in the server's log (LSN), kept in the checkpoint and in the log of batches: after a crash a
    /// batch has the changes it had, and the next one goes on behind them, so each change is in the state exactly once. A transaction is in
    /// one batch, unless it has more changes than <see cref="PostgresChangeOptions.RecordsMax"/>. What two checkpoints have is confirmed to
    /// the slot; until then, and while we are away, the server keeps its log, which grows. A server that is away is waited for, and batches
    /// are empty meanwhile.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="connectionString">As Npgsql has it; its user needs the right of replication. It is in no log and no text of
    /// ours.</param>
    /// <param name="slot">The replication slot, which is this query's alone.</param>
    /// <param name="publication">The publication, which must exist.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">It is no connection string, or a name cannot be.</exception>
    public static InputDStream<PostgresChange> PostgresChangeStream(this StreamingContext context, string connectionString, string slot,
        string publication, PostgresChangeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(publication);
        return new PostgresChangeInput(context, PostgresPlace.Parse(connectionString), ReplicationSlot.CheckName(slot, nameof(slot)),
            publication, options ?? new PostgresChangeOptions());
    }

    /// <summary>
    /// Payloads of notifications (<c>NOTIFY channel, 'payload'</c>), a record for each: at most once. What is sent while the connection is
    /// away is lost. When the connection ends it is made again, with growing, slightly random delays from
    /// <see cref="StreamingOptions.ReceiverRestartDelay"/> on.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="connectionString">As Npgsql has it. It is in no log and no text of ours.</param>
    /// <param name="channel">The channel, as it is written in quotes.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">It is no connection string, or the name cannot be.</exception>
    public static DStream<Utf8Slice> PostgresNotificationStream(this StreamingContext context, string connectionString, string channel,
        PostgresNotificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(channel);
        return context.ReceiverStream(new PostgresNotificationReceiver(
            PostgresPlace.Parse(connectionString), channel, options ?? new PostgresNotificationOptions()));
    }
}
