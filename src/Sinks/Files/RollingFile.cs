using System.IO.Compression;

namespace HotStream.Sinks;

/// <summary>
/// One file while it is written, under a temporary name. Beside it a journal says after every batch how long it is certain to be: first the
/// file is synced, then a line of the journal. So a crash at any moment leaves whole batches and a tail that the next start cuts off.
/// </summary>
internal sealed class RollingFile : IDisposable
{
    private readonly FileStream _file;
    private readonly FileStream _journal;
    private readonly bool _gzip;
    private readonly string _path;
    private bool _isListed;
    private GZipStream? _member;
    private RollingEntry _committed;
    private RollingEntry _before;

    public RollingFile(RollingDirectory directory, string name, BatchTime first, bool gzip)
    {
        _gzip = gzip;
        _before = _committed = new RollingEntry(name, first.Milliseconds, first.Milliseconds, 0, 0);
        _path = directory.OpenNameOf(name);
        _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _journal = new FileStream(directory.JournalOf(name), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>What is certain.</summary>
    public RollingEntry Committed => _committed;

    /// <summary>Nothing that was written since the last commit may remain if the batch is taken back.</summary>
    public void BeginBatch() => _before = _committed;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_gzip)
        {
            _member ??= new GZipStream(_file, CompressionLevel.Fastest, leaveOpen: true);
            _member.Write(bytes);
        }
        else
        {
            _file.Write(bytes);
        }
    }

    /// <summary>Makes the batch durable.</summary>
    public void Commit(BatchTime time, long records)
    {
        _member?.Dispose();
        _member = null;
        _file.Flush(flushToDisk: true);
        if (!_isListed)
        {
            DurableDirectory.Sync(Path.GetDirectoryName(_path)!); // its name, and the journal's
            _isListed = true;
        }

        Note(_committed with { LastBatchMs = time.Milliseconds, Records = _committed.Records + records, Bytes = _file.Position });
    }

    /// <summary>Takes back what was written since <see cref="BeginBatch"/>, committed or not.</summary>
    public void Rollback()
    {
        _member?.Dispose();
        _member = null;
        if (_committed != _before)
        {
            Note(_before);
        }

        _file.SetLength(_before.Bytes);
        _file.Position = _before.Bytes;
    }

    public void Dispose()
    {
        _file.Dispose();
        _journal.Dispose();
    }

    private void Note(RollingEntry entry)
    {
        _journal.Write(entry.ToLine());
        _journal.Flush(flushToDisk: true);
        _committed = entry;
    }
}
