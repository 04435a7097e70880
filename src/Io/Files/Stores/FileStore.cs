namespace HotStream;

/// <summary>
/// Where files lie that <c>TextFileStream</c> reads, where that is no directory: objects of a bucket, for example. Derive from it to add
/// one; what is new, what is remembered, unpacking, dead letters, trying again and reading again after a restart are done already. What
/// cannot be done is a <see cref="FileStoreException"/>; any other <see cref="IOException"/>, and a time that has run out, are taken for
/// <see cref="FileStoreProblem.Away"/>. Listing and finding are called by the driver, opening by several worker threads at a time.
/// </summary>
public abstract class FileStore
{
    /// <summary>Creates a store.</summary>
    /// <param name="name">Where it is, as messages name it.</param>
    protected FileStore(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Where it is.</summary>
    public string Name { get; }

    /// <summary>How long opening a file, or reading a piece of it, may take. Default 30 seconds.</summary>
    protected internal virtual TimeSpan Timeout => TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a file that is being read is tried again without progress before its batch fails; also one that is to be read again after
    /// a restart. Default one minute.
    /// </summary>
    protected internal virtual TimeSpan RetryFor => TimeSpan.FromMinutes(1);

    /// <summary>How many files are looked for at a time. Default 16.</summary>
    protected internal virtual int LooksAtOnce => 16;

    /// <summary>All files that are there now and wanted, each path once. Once in each batch: it should take less than one.</summary>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FileStoreException">They cannot be listed: the batch is empty, the next one looks again.</exception>
    protected internal abstract Task<IReadOnlyList<StoredFile>> ListAsync(CancellationToken stop);

    /// <summary>A file as it is now, and whether we may read it.</summary>
    /// <param name="path">Its <see cref="StoredFile.Path"/>.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FileStoreException">It is gone, or cannot be read.</exception>
    protected internal abstract Task<StoredFile> FindAsync(string path, CancellationToken stop);

    /// <summary>
    /// The bytes of a file from one on, as they come; never those of another <see cref="StoredFile.Identity"/>. Nobody reads more of
    /// them than <see cref="StoredFile.Length"/>; a stream that ends earlier is opened again where it ended.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte, less than <see cref="StoredFile.Length"/>.</param>
    /// <param name="stop">Gives up, also when <see cref="Timeout"/> has passed.</param>
    /// <returns>Read asynchronously, and disposed of wherever reading ended.</returns>
    /// <exception cref="FileStoreException">It cannot be opened.</exception>
    protected internal abstract Task<Stream> OpenAsync(StoredFile file, long offset, CancellationToken stop);
}
