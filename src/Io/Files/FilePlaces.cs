namespace HotStream.Io;

/// <summary>Where an input looks for files. Used by the driver.</summary>
internal abstract class FilePlaces
{
    /// <summary>How long files that are to be read again are tried while they are away.</summary>
    public virtual TimeSpan RetryFor => TimeSpan.Zero;

    /// <summary>What of a failure to list, or to open, is an error of the place.</summary>
    public static bool IsOne(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>Before anything else.</summary>
    /// <param name="report">Logs what passes; thread-safe.</param>
    /// <param name="stop">Gives up.</param>
    public virtual void Begin(Action<string> report, CancellationToken stop)
    {
    }

    /// <summary>The files there are; for a link, when the link was changed, if it leads nowhere.</summary>
    /// <exception cref="FileStoreException">They cannot be listed; the message says what to do.</exception>
    public abstract IReadOnlyDictionary<string, FoundFile> List();

    /// <summary>Opens files, in their order, each as what was opened or as an error for which <see cref="IsOne"/> holds.</summary>
    public abstract IReadOnlyList<(string Path, OpenFile? File, Exception? Failure)> Open(IReadOnlyList<string> paths);
}
