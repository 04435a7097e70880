using System.Globalization;
using Npgsql;

namespace HotStream.Postgres;

/// <summary>Looks, before it is read, whether a slot can be: each thing that is missing is said with its cure.</summary>
internal static class ReplicationSlot
{
    private const string Look = """
        SELECT current_setting('wal_level'),
               EXISTS (SELECT 1 FROM pg_publication WHERE pubname = @publication),
               (SELECT plugin FROM pg_replication_slots WHERE slot_name = @slot),
               (SELECT database = current_database() FROM pg_replication_slots WHERE slot_name = @slot),
               (SELECT wal_status FROM pg_replication_slots WHERE slot_name = @slot),
               (SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = @slot)
        """;

    /// <summary>Finds it, or makes it.</summary>
    /// <returns>What was confirmed to it.</returns>
    /// <exception cref="PostgresSourceException">It cannot be read.</exception>
    public static async Task<ChangePosition> OpenAsync(PostgresPlace place, string slot, string publication, bool mayCreate,
        CancellationToken stop)
    {
        var connection = new NpgsqlConnection(place.ToConnectionString());
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(stop).ConfigureAwait(false);
            string? confirmed = await FindAsync(connection, slot, publication, stop).ConfigureAwait(false);
            if (confirmed is null && mayCreate)
            {
                await CreateAsync(connection, slot, stop).ConfigureAwait(false);
                confirmed = await FindAsync(connection, slot, publication, stop).ConfigureAwait(false);
            }

            return confirmed is not null ? ChangePosition.Parse(confirmed) : throw new PostgresSourceException(
                $"there is no replication slot '{slot}': set PostgresChangeOptions.CreateSlot, or SELECT "
                + $"pg_create_logical_replication_slot('{slot}', 'pgoutput').");
        }
    }

    private static async Task<string?> FindAsync(NpgsqlConnection connection, string slot, string publication, CancellationToken stop)
    {
        var command = new NpgsqlCommand(Look, connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("slot", slot);
            command.Parameters.AddWithValue("publication", publication);
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(stop).ConfigureAwait(false);
                Check(reader, slot, publication);
                return reader.IsDBNull(5) ? null : reader.GetString(5);
            }
        }
    }

    private static void Check(NpgsqlDataReader found, string slot, string publication)
    {
        string? problem = found.GetString(0) != "logical"
            ? $"wal_level of the server is '{found.GetString(0)}': set wal_level = logical and restart it"
            : !found.GetBoolean(1)
            ? $"there is no publication '{PlainText.Of(publication)}': CREATE PUBLICATION it FOR TABLE those that are wanted"
            : found.IsDBNull(2) ? null
            : found.GetString(2) != "pgoutput" || !found.GetBoolean(3)
            ? $"slot '{slot}' is of another database, or of plugin '{PlainText.Of(found.GetString(2))}': take another name"
            : !found.IsDBNull(4) && found.GetString(4) == "lost"
            ? $"slot '{slot}' is lost: the server has removed what it held (max_slot_wal_keep_size). Drop it, and begin anew"
            : null;
        if (problem is not null)
        {
            throw new PostgresSourceException($"{problem}.");
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string slot, CancellationToken stop)
    {
        var command = new NpgsqlCommand("SELECT pg_create_logical_replication_slot(@slot, 'pgoutput')", connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddWithValue("slot", slot);
            await command.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
        }
    }

    /// <exception cref="ArgumentException">It is no name of a slot.</exception>
    public static string CheckName(string slot, string parameter)
    {
        const int LengthMax = 63;
        ArgumentException.ThrowIfNullOrEmpty(slot, parameter);
        return slot.Length <= LengthMax && slot.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? slot
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"'{PlainText.Of(slot, 40)}' is no name of a slot: it has at most {LengthMax} of a to z, 0 to 9 and _."), parameter);
    }
}
