namespace HotStream.Io;

/// <summary>
/// Which files of a directory may be read: those whose names do not begin with a dot; and, where a manifest is about the files of a
/// prefix, only those of them that it names as complete. A manifest is read again when it has changed. Used by the driver.
/// </summary>
internal sealed class DirectoryManifests
{
    private readonly Dictionary<string, (long Length, DateTime Modified, HashSet<string> Complete)> _read = [];

    /// <summary>The files that may be read.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="InvalidDataException">A manifest is damaged: which files are complete nobody knows.</exception>
    public IEnumerable<FileInfo> Named(DirectoryInfo directory)
    {
        FileInfo[] files = [.. directory.EnumerateFiles().Where(static file => !file.Name.StartsWith('.'))];
        FileInfo[] manifests = [.. files.Where(static file => file.Name.EndsWith(FileManifest.Suffix, StringComparison.Ordinal))];
        if (manifests.Length == 0)
        {
            return files;
        }

        (string Prefix, HashSet<string> Complete)[] known = [.. manifests.Select(manifest =>
            (manifest.Name[..^FileManifest.Suffix.Length] + "-", CompleteOf(manifest)))];
        return files.Except(manifests).Where(file =>
            known.All(manifest => !file.Name.StartsWith(manifest.Prefix, StringComparison.Ordinal))
            || known.Any(manifest => manifest.Complete.Contains(file.Name)));
    }

    private HashSet<string> CompleteOf(FileInfo manifest)
    {
        if (_read.TryGetValue(manifest.FullName, out (long Length, DateTime Modified, HashSet<string> Complete) read)
            && read.Length == manifest.Length && read.Modified == manifest.LastWriteTimeUtc)
        {
            return read.Complete;
        }

        HashSet<string> complete = [.. FileManifest.Read(manifest.FullName, out _).Select(static entry => entry.File).OfType<string>()];
        _read[manifest.FullName] = (manifest.Length, manifest.LastWriteTimeUtc, complete);
        return complete;
    }
}
