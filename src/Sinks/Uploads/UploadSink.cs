using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Writes each batch into files of an <see cref="UploadStore"/>, a line for each record: <c>BEGINNING/TIME-QUERY-PARTITION.txt</c>, where
/// TIME is the batch time in milliseconds, one for each partition that has records. A file appears whole. A batch that runs again, also in
/// the next life, has the names it had and replaces its own files: nothing is there twice. Large files are sent in parts; of a batch that
/// fails, what was sent is taken back. A store that is away is tried again for <see cref="UploadStore.RetryFor"/>; what it refuses fails
/// the batch, whose records are not to blame. A record that cannot be written is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public class UploadSink<T> : Sink<T>
{
    private readonly UploadTarget<T> _target;
    private readonly Lock _gate = new();
    private string? _claim;

    /// <summary>Lines that an encoder writes; nothing is connected yet.</summary>
    /// <param name="store">Where the files go.</param>
    /// <param name="beginning">What all names begin with; a slash follows it. Each output of a program needs one of its own.</param>
    /// <param name="encoder">Writes a record, without the end of its line; see <see cref="RecordEncoders"/>.</param>
    /// <param name="extension">End of the names, with its dot.</param>
    /// <param name="gzip">Whether files are compressed by gzip, and their names end with <c>.gz</c>.</param>
    public UploadSink(UploadStore store, string beginning, RecordEncoder<T> encoder, string extension = ".txt", bool gzip = false)
        : base((store ?? throw new ArgumentNullException(nameof(store))).Name)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(extension);
        string slash = beginning.Length == 0 || beginning.EndsWith('/') ? "" : "/";
        _target = new UploadTarget<T>(store, beginning + slash, encoder, extension, gzip);
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        Claim($"{partition.Query} {_target.Store.Place} {_target.Beginning} {_target.End}");
        return new UploadWriter<T>(_target, partition);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_claim is { } claim)
        {
            UploadClaims.Remove(claim);
        }

        base.Dispose(disposing);
    }

    /// <summary>Two outputs of a query would give their files the same names.</summary>
    private void Claim(string names)
    {
        lock (_gate)
        {
            if (_claim is null && !UploadClaims.TryAdd(names))
            {
                throw new InvalidOperationException($"Another output writes to {Name} already: give this one a path of its own.");
            }

            _claim = names;
        }
    }
}
