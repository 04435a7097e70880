using System.Buffers;
using System.Numerics;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;
using NpgsqlTypes;

namespace HotStream.Postgres;

/// <summary>
/// Reads a slot from a position on, over one connection, into an inbox: changes, and behind the last of a transaction its end. While the
/// inbox is full the server waits; the client goes on telling it that we live, beside that.
/// </summary>
internal sealed class ChangeReader : IAsyncDisposable
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large row does not stay

    private static readonly TimeSpan s_status = TimeSpan.FromSeconds(2);

    private readonly LogicalReplicationConnection _connection;
    private readonly ulong _from;
    private readonly RowEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly ArrayBufferWriter<byte> _old = new();
    private readonly Dictionary<uint, ChangeTable> _tables = [];
    private int _number; // of the next change of this transaction
    private ulong _commit; // of this transaction

    private ChangeReader(LogicalReplicationConnection connection, ulong from, int recordsMax)
    {
        (_connection, _from) = (connection, from);
        Inbox = new Inbox<ChangeSlot>(2 * recordsMax);
    }

    public Inbox<ChangeSlot> Inbox { get; }

    /// <summary>Connects.</summary>
    public static async Task<ChangeReader> OpenAsync(PostgresPlace place, ulong from, int recordsMax, CancellationToken stop)
    {
        var connection = new LogicalReplicationConnection(place.ToConnectionString()) { WalReceiverStatusInterval = s_status };
        try
        {
            await connection.Open(stop).ConfigureAwait(false);
            return new ChangeReader(connection, from, recordsMax);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads until the connection ends.</summary>
    public async Task RunAsync(string slot, string publication, CancellationToken stop)
    {
        var options = new PgOutputReplicationOptions(publication, PgOutputProtocolVersion.V1);
        IAsyncEnumerable<PgOutputReplicationMessage> messages = _connection.StartReplication(
            new PgOutputReplicationSlot(slot), options, stop, new NpgsqlLogSequenceNumber(_from));
        await foreach (PgOutputReplicationMessage message in messages.ConfigureAwait(false))
        {
            await TakeAsync(message, stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The server need not keep what is before a position: that is said once, and then nothing of what is confirmed. A server that is
    /// stopped waits until all it has sent is confirmed, if anything is, else until it is received: it would wait for a checkpoint.
    /// </summary>
    public async Task ConfirmAsync(ulong lsn)
    {
        try
        {
            _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(lsn));
            await _connection.SendStatusUpdate(CancellationToken.None).ConfigureAwait(false);
            _connection.SetReplicationStatus(default);
        }
        catch (Exception failure) when (PostgresPlace.IsOfTheServer(failure) || failure is InvalidOperationException)
        {
            // the connection has ended, which its reader says; the next confirmation has this one in it
        }
    }

    /// <summary>The first slots were taken.</summary>
    public void Free(long count)
    {
        for (long i = 0; i < count; i++)
        {
            ref ChangeSlot slot = ref Inbox[i];
            slot.Bytes = slot.Bytes is { Length: <= KeptBytesMax } ? slot.Bytes : null;
        }

        Inbox.Free(count);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _encoder.Dispose();
    }

    private async Task TakeAsync(PgOutputReplicationMessage message, CancellationToken stop)
    {
        _row.ResetWrittenCount();
        _old.ResetWrittenCount();
        switch (message)
        {
            case BeginMessage begin:
                (_number, _commit) = (0, (ulong)begin.TransactionFinalLsn);
                break;
            case RelationMessage relation:
                _tables[relation.RelationId] = new ChangeTable(relation);
                break;
            case InsertMessage insert:
                await _encoder.WriteAsync(insert.NewRow, Of(insert.Relation), false, _row, stop).ConfigureAwait(false);
                await PutAsync(PostgresChangeKind.Insert, insert.Relation, stop).ConfigureAwait(false);
                break;
            case UpdateMessage update:
                await TakeOldAsync(update, stop).ConfigureAwait(false);
                await _encoder.WriteAsync(update.NewRow, Of(update.Relation), false, _row, stop).ConfigureAwait(false);
                await PutAsync(PostgresChangeKind.Update, update.Relation, stop).ConfigureAwait(false);
                break;
            case KeyDeleteMessage delete:
                await _encoder.WriteAsync(delete.Key, Of(delete.Relation), true, _old, stop).ConfigureAwait(false);
                await PutAsync(PostgresChangeKind.Delete, delete.Relation, stop).ConfigureAwait(false);
                break;
            case FullDeleteMessage delete:
                await _encoder.WriteAsync(delete.OldRow, Of(delete.Relation), false, _old, stop).ConfigureAwait(false);
                await PutAsync(PostgresChangeKind.Delete, delete.Relation, stop).ConfigureAwait(false);
                break;
            case TruncateMessage truncate:
                foreach (RelationMessage relation in truncate.Relations)
                {
                    await PutAsync(PostgresChangeKind.Truncate, relation, stop).ConfigureAwait(false);
                }

                break;
            case CommitMessage commit:
                await EndAsync((ulong)commit.TransactionEndLsn, stop).ConfigureAwait(false);
                break;
        }
    }

    private ChangeTable Of(RelationMessage relation) => _tables[relation.RelationId];

    private async Task TakeOldAsync(UpdateMessage update, CancellationToken stop)
    {
        if (update is FullUpdateMessage full)
        {
            await _encoder.WriteAsync(full.OldRow, Of(full.Relation), false, _old, stop).ConfigureAwait(false);
        }
        else if (update is IndexUpdateMessage index)
        {
            await _encoder.WriteAsync(index.Key, Of(index.Relation), true, _old, stop).ConfigureAwait(false);
        }
    }

    private async Task PutAsync(PostgresChangeKind kind, RelationMessage relation, CancellationToken stop)
    {
        if (!Inbox.HasRoom)
        {
            await Inbox.WaitForRoomAsync(stop).ConfigureAwait(false);
        }

        ref ChangeSlot slot = ref Inbox.Next;
        byte[] table = Of(relation).Name;
        int length = table.Length + _row.WrittenCount + _old.WrittenCount;
        if (slot.Bytes is null || slot.Bytes.Length < length)
        {
            slot.Bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 64))];
        }

        table.CopyTo(slot.Bytes, 0);
        _row.WrittenSpan.CopyTo(slot.Bytes.AsSpan(table.Length));
        _old.WrittenSpan.CopyTo(slot.Bytes.AsSpan(table.Length + _row.WrittenCount));
        (slot.TableLength, slot.RowLength, slot.OldLength) = (table.Length, _row.WrittenCount, _old.WrittenCount);
        (slot.Kind, slot.Number, slot.Lsn, slot.IsEnd) = (kind, _number++, _commit, false);
        Inbox.Put();
    }

    private async Task EndAsync(ulong end, CancellationToken stop)
    {
        if (!Inbox.HasRoom)
        {
            await Inbox.WaitForRoomAsync(stop).ConfigureAwait(false);
        }

        ref ChangeSlot slot = ref Inbox.Next;
        (slot.Number, slot.Lsn, slot.IsEnd) = (_number, end, true);
        Inbox.Put();
    }
}
