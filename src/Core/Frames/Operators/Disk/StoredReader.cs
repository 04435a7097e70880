namespace HotStream;

/// <summary>Reads rows on disk, a block at a time. One thread.</summary>
internal sealed class StoredReader : IDisposable
{
    private readonly StoredRows _rows;
    private readonly CancellationToken _cancellation;
    private readonly Utf8Arena _texts = new();
    private byte[] _buffer = [];
    private int _next;

    public StoredReader(StoredRows rows, CancellationToken cancellation)
    {
        _rows = rows;
        _cancellation = cancellation;
        Batch = new ColumnBatch([.. rows.Types.Select(type => new ColumnVector(type, 64))]);
    }

    /// <summary>The block that was read last; valid until the next.</summary>
    public ColumnBatch Batch { get; }

    /// <summary>Reads the next block; false at the end.</summary>
    public bool Next()
    {
        if (_next == _rows.Blocks)
        {
            return false;
        }

        _cancellation.ThrowIfCancellationRequested();
        _texts.Clear();
        _rows.Read(_next++, ref _buffer, Batch, _texts);
        return true;
    }

    public void Dispose()
    {
        Batch.DisposeColumns();
        _texts.Dispose();
    }
}
