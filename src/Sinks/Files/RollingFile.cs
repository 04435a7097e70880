using System.IO.Compression;

namespace HotStream.Sinks;

/// <summary>
/// One file while it is written, under a hidden name. A batch is certain when its bytes are synced and the manifest says so; until
/// then it is a tail that can be cut off, here or by the next start.
/// </summary>
internal sealed class RollingFile : IDisposable
{
    private readonly FileStream _file;
    private readonly bool _gzip;
    private GZipStream? _member;

    public RollingFile(string path, string name, bool gzip)
    {
        _gzip = gzip;
        Path = path;
        Certain = Synced = new ManifestEntry { File = name };
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Where it is while it is written.</summary>
    public string Path { get; }

    /// <summary>What the manifest says of it.</summary>
    public ManifestEntry Certain { get; private set; }

    /// <summary>What the manifest may say of it: all of that is on the disk.</summary>
    public ManifestEntry Synced { get; private set; }

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

    /// <summary>Brings a batch to the disk.</summary>
    public void Sync(string query, long batch, BatchTime time, long records)
    {
        EndMember();
        _file.Flush(flushToDisk: true);
        bool isFirst = Certain.Bytes == 0;
        Synced = Certain with
        {
            Query = query,
            FirstBatch = isFirst ? batch : Math.Min(Certain.FirstBatch, batch),
            LastBatch = Math.Max(Certain.LastBatch, batch),
            FirstBatchMs = isFirst ? time.Milliseconds : Math.Min(Certain.FirstBatchMs, time.Milliseconds),
            LastBatchMs = Math.Max(Certain.LastBatchMs, time.Milliseconds),
            Records = Certain.Records + records,
            Bytes = _file.Position,
        };
    }

    /// <summary>The manifest says now what was synced.</summary>
    public void Accept() => Certain = Synced;

    /// <summary>Takes back what the manifest does not say.</summary>
    public void Rollback()
    {
        EndMember();
        Synced = Certain;
        _file.SetLength(Certain.Bytes);
        _file.Position = Certain.Bytes;
    }

    public void Dispose() => _file.Dispose();

    private void EndMember()
    {
        _member?.Dispose();
        _member = null;
    }
}
