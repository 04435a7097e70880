using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Where an <see cref="UploadSink{T}"/> puts files, where that is no directory: a bucket, a container, a file system over HTTP. Derive from
/// it to add one; names, parts, trying again, packing and dead letters are done already. A file must appear under its name when it is
/// complete and not before, and replace what has the name. All of it is called by several threads at a time.
/// </summary>
public abstract class UploadStore
{
    /// <summary>Creates a store.</summary>
    /// <param name="name">Its kind and where it is, as messages name it: <c>s3 bucket/path</c>.</param>
    /// <param name="place">Server and bucket: names of files are unique within it. It is shown to nobody.</param>
    protected UploadStore(string name, string place)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(place);
        Name = name;
        Place = place;
    }

    /// <summary>Its kind and where it is.</summary>
    public string Name { get; }

    /// <summary>Server and bucket, so that no two outputs write files of the same names.</summary>
    internal string Place { get; }

    /// <summary>Bytes from which on a file is sent in parts, and of each part but the last. Default 8 MiB.</summary>
    protected internal virtual int PartBytes => 8 << 20;

    /// <summary>Parts of a partition that are sent at a time; 1 where each must follow the one before. Default 2.</summary>
    protected internal virtual int PartsInFlight => 2;

    /// <summary>How long a partition tries again while the store is away; then the batch fails. Default one minute.</summary>
    protected internal virtual TimeSpan RetryFor => TimeSpan.FromMinutes(1);

    /// <summary>The clock of waits; null for the context's.</summary>
    protected internal virtual TimeProvider? TimeProvider => null;

    /// <summary>Whether the same request may succeed later. Default: of any <see cref="IOException"/>. All else fails the batch.</summary>
    /// <param name="failure">What a request has thrown. Its message is logged: no secret is in it.</param>
    protected internal virtual bool IsAway(Exception failure) => failure is IOException;

    /// <summary>Makes a file at once, or replaces it. Asked once; it is asked again for the same when it <see cref="IsAway"/>.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="content">All of it, valid until the task has ended.</param>
    /// <param name="stop">Gives up.</param>
    protected internal abstract Task PutAsync(string file, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>Begins a file of parts, which is not there yet.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What the parts are sent under.</returns>
    protected internal abstract Task<string> BeginAsync(string file, CancellationToken stop);

    /// <summary>Sends a part of it; the same part may come again when an answer was lost.</summary>
    /// <param name="part">Which.</param>
    /// <param name="content">Its bytes, valid until the task has ended.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>What <see cref="CompleteAsync"/> has to know of it.</returns>
    protected internal abstract Task<string> PutPartAsync(UploadPart part, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>Makes the file of its parts, or replaces it. Also where an earlier attempt has done it, and its answer was lost.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="upload">What <see cref="BeginAsync"/> has returned.</param>
    /// <param name="parts">What <see cref="PutPartAsync"/> has returned, in the order of the parts.</param>
    /// <param name="length">Bytes of all parts.</param>
    /// <param name="stop">Gives up.</param>
    protected internal abstract Task CompleteAsync(string file, string upload, IReadOnlyList<string> parts, long length,
        CancellationToken stop);

    /// <summary>Takes back what was sent of a file that will not be complete. What it throws is logged.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="upload">What <see cref="BeginAsync"/> has returned.</param>
    /// <param name="stop">Gives up.</param>
    protected internal abstract Task AbortAsync(string file, string upload, CancellationToken stop);

    /// <summary>Content as a stream that can be read again from its beginning, for clients that ask for one.</summary>
    /// <param name="content">The content.</param>
    protected static MemoryStream StreamOf(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out ArraySegment<byte> bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(content.ToArray());
}
