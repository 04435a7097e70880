using Npgsql;

namespace HotStream.Sinks;

/// <summary>
/// One COPY of rows that are encoded already: header, rows, trailer. Disposed before <see cref="CompleteAsync"/> it is cancelled.
/// </summary>
internal sealed class PostgresCopy : IAsyncDisposable
{
    private static readonly byte[] s_header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] s_trailer = [0xFF, 0xFF];

    private readonly NpgsqlRawCopyStream _stream;
    private bool _ended;

    private PostgresCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    public static async Task<PostgresCopy> BeginAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        var copy = new PostgresCopy(await connection.BeginRawBinaryCopyAsync(sql, stop).ConfigureAwait(false));
        await copy.WriteAsync(s_header, stop).ConfigureAwait(false);
        return copy;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken stop) => _stream.WriteAsync(rows, stop);

    /// <summary>Ends it; throws what the server says of the rows.</summary>
    public async Task CompleteAsync(CancellationToken stop)
    {
        await WriteAsync(s_trailer, stop).ConfigureAwait(false);
        _ended = true;
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            await _stream.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is NpgsqlException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // the connection is broken, which is why we are here
        }
    }
}
