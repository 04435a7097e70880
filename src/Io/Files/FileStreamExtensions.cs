using HotStream.Io;

namespace HotStream;

/// <summary>Lines and records from files that appear in a directory.</summary>
public static class FileStreamExtensions
{
    /// <summary>
    /// The lines of files that newly appear in a directory. A file is taken by its modification time, in the first batch with
    /// <c>max(start, batch - remember) &lt; time &lt;= batch</c>, once; names beginning with a dot are ignored; what is appended later is
    /// not seen, so files must appear whole (write elsewhere, then rename in). Where <c>SaveAsRollingFiles</c> writes, only files that its
    /// manifest names as complete are read (<see cref="FileManifest"/>); a damaged manifest fails the batch. A directory that cannot be
    /// listed gives an empty batch and a warning. Large files are read by several partitions; those that end with <c>.gz</c> or
    /// <c>.zst</c> are unpacked, each by one. Of an archive that was cut or damaged the lines before that place are taken, and a dead
    /// letter says where it is.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="directory">
    /// A directory, or a pattern of directories: <c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>{a,b}</c>, and <c>**</c> for any below.
    /// </param>
    /// <param name="newFilesOnly">Whether files older than the start are ignored.</param>
    /// <param name="remember">How far back a file's time may lie; null for a minute. Rounded up to whole batches.</param>
    public static DStream<Utf8Slice> TextFileStream(this StreamingContext context, string directory, bool newFilesOnly = true,
        TimeSpan? remember = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return new TextFileInput(context, new DirectoryPlaces(directory, wants: null), FileChoice.Of(newFilesOnly, remember));
    }

    /// <summary>
    /// The lines of files that newly appear in a store, as <see cref="TextFileStream(StreamingContext, string, bool, TimeSpan?)"/> reads
    /// those of directories, but for this: a file is read again after a restart only if it is the one that it was, and one that was
    /// replaced while it is remembered is reported and not read. A store that is away gives empty batches and warnings; what appears
    /// meanwhile is read when it is back. Of a file that is gone, or another one, before it was read to its end, a dead letter says so.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="store">Where files are.</param>
    /// <param name="newFilesOnly">Whether files older than the start are ignored.</param>
    /// <param name="remember">How far back a file's time may lie; null for a minute. Rounded up to whole batches.</param>
    public static DStream<Utf8Slice> TextFileStream(this StreamingContext context, FileStore store, bool newFilesOnly = true,
        TimeSpan? remember = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(store);
        return new TextFileInput(context, new StorePlaces(store), FileChoice.Of(newFilesOnly, remember));
    }

    /// <summary>
    /// Records of one length from files that newly appear in a directory, chosen as by
    /// <see cref="TextFileStream(StreamingContext, string, bool, TimeSpan?)"/>. Of a file whose length is no multiple of it
    /// the whole records are taken, and the rest is a dead letter with the file's name.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="directory">A directory, or a pattern of directories.</param>
    /// <param name="recordLength">Bytes of a record, 1 to <see cref="Slab.MaxCapacity"/>.</param>
    /// <param name="newFilesOnly">Whether files older than the start are ignored.</param>
    /// <param name="remember">How far back a file's time may lie; null for a minute. Rounded up to whole batches.</param>
    /// <returns>The bytes of the records; they need not be text.</returns>
    public static DStream<Utf8Slice> BinaryRecordsStream(this StreamingContext context, string directory, int recordLength,
        bool newFilesOnly = true, TimeSpan? remember = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recordLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(recordLength, Slab.MaxCapacity);
        return new BinaryFileInput(context, new DirectoryPlaces(directory, wants: null), FileChoice.Of(newFilesOnly, remember),
            recordLength);
    }

    /// <summary>
    /// Records of a format of yours from files that newly appear in a directory, chosen as by
    /// <see cref="TextFileStream(StreamingContext, string, bool, TimeSpan?)"/>. A file is read by one partition.
    /// </summary>
    /// <typeparam name="T">Records.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="directory">A directory, or a pattern of directories.</param>
    /// <param name="format">Reads the records of a file.</param>
    /// <param name="filter">
    /// Whether a file is wanted, by its full path; null for all. Files whose names begin with a dot never are. Called on the driver, for
    /// each file in each batch; what it throws fails the batch.
    /// </param>
    /// <param name="newFilesOnly">Whether files older than the start are ignored.</param>
    /// <param name="remember">How far back a file's time may lie; null for a minute. Rounded up to whole batches.</param>
    public static DStream<T> FileStream<T>(this StreamingContext context, string directory, FileFormat<T> format,
        Func<string, bool>? filter = null, bool newFilesOnly = true, TimeSpan? remember = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(format);
        return new RecordFileInput<T>(context, new DirectoryPlaces(directory, filter), FileChoice.Of(newFilesOnly, remember), format);
    }
}
