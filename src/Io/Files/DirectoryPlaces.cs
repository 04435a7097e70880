namespace HotStream.Io;

/// <summary>The files of directories.</summary>
/// <param name="path">A directory, or a pattern of directories.</param>
/// <param name="wants">Whether a file is wanted, by its full path; null for all.</param>
internal sealed class DirectoryPlaces(string path, Func<string, bool>? wants) : FilePlaces
{
    private readonly DirectoryPattern _directories = new(path);
    private readonly DirectoryManifests _manifests = new();

    public override IReadOnlyDictionary<string, FoundFile> List()
    {
        try
        {
            return _directories.Find().SelectMany(directory => _manifests.Named(new DirectoryInfo(directory)))
                .Where(file => wants is null || wants(file.FullName))
                .ToDictionary(file => file.FullName,
                    file => new FoundFile(new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds(), Identity: null));
        }
        catch (Exception failure) when (IsOne(failure))
        {
            throw new FileStoreException(FileStoreProblem.Refused, $"{path} could not be listed ({failure.Message}); this batch is empty. "
                + "Create the directory or correct the path.", failure);
        }
    }

    public override IReadOnlyList<(string Path, OpenFile? File, Exception? Failure)> Open(IReadOnlyList<string> paths) =>
        [.. paths.Select(static path => Open(path))];

    private static (string Path, OpenFile? File, Exception? Failure) Open(string path)
    {
        try
        {
            return (path, DiskFile.At(path), null);
        }
        catch (Exception failure) when (IsOne(failure))
        {
            return (path, null, failure);
        }
    }
}
