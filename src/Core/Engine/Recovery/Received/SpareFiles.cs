namespace HotStream;

/// <summary>
/// Files whose content nobody needs, kept for the room they have: their next content is written over it. Names end with
/// <see cref="Extension"/>; a start removes those that an end of the process left. Safe from any thread.
/// </summary>
internal sealed class SpareFiles
{
    /// <summary>What names end with.</summary>
    public const string Extension = ".spare";

    private readonly Lock _gate = new();
    private readonly Stack<(string Path, long Bytes)> _files = [];
    private long _bytes;

    /// <summary>The room they have.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Removes those of an earlier life.</summary>
    public static void Clear(string directory)
    {
        if (Directory.Exists(directory))
        {
            Array.ForEach(Directory.GetFiles(directory, "*" + Extension), File.Delete);
        }
    }

    /// <summary>Takes in a file, which is closed.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public void Keep(string path)
    {
        string spare = path.EndsWith(Extension, StringComparison.Ordinal) ? path : path + Extension;
        lock (_gate)
        {
            File.Move(path, spare, overwrite: true);
            long bytes = new FileInfo(spare).Length;
            _files.Push((spare, bytes));
            _bytes += bytes;
        }
    }

    /// <summary>A file to write over; null when there is none.</summary>
    public string? Take()
    {
        lock (_gate)
        {
            if (!_files.TryPop(out (string Path, long Bytes) spare))
            {
                return null;
            }

            _bytes -= spare.Bytes;
            return spare.Path;
        }
    }

    /// <summary>Removes all but so many.</summary>
    public void Trim(int count)
    {
        lock (_gate)
        {
            while (_files.Count > count)
            {
                File.Delete(Take()!);
            }
        }
    }
}
