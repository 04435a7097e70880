namespace HotStream.Sinks;

/// <summary>
/// The manifest of a sink that writes: what is certain of its files. Law: the files are synced before the line that speaks of them is
/// appended, and that line is synced before anybody hears of it; so a batch is certain in all its files at once, by one line. Used by the
/// driver; <see cref="Has"/> also by workers, while nothing is appended.
/// </summary>
internal sealed class RollingManifest : IDisposable
{
    private const long LengthToShorten = 1024 * 1024;

    private readonly string _path;
    private readonly Dictionary<string, BatchNumbers> _batches = []; // by query
    private readonly Dictionary<string, ManifestEntry> _open = []; // by name
    private FileStream _file;
    private long _length; // of what is certain
    private long _shortened; // length it had when it was shortened last

    public RollingManifest(string path)
    {
        _path = path;
        File.Delete(path + ".new"); // of a crash while it was shortened
        _file = OpenFile(path, FileMode.OpenOrCreate);
        try
        {
            IReadOnlyList<ManifestEntry> entries = FileManifest.Read(path, out long torn);
            foreach (ManifestEntry entry in entries)
            {
                Learn(entry);
            }

            TornBytes = torn;
            _length = _file.Length - torn;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a crash had left at its end.</summary>
    public long TornBytes { get; }

    /// <summary>Files that are not complete, as of the last batch that is certain.</summary>
    public IReadOnlyCollection<ManifestEntry> Open => _open.Values;

    /// <summary>Whether a batch is certain.</summary>
    public bool Has(string query, long batch) => _batches.TryGetValue(query, out BatchNumbers? numbers) && numbers.Contains(batch);

    /// <summary>Adds lines: they are certain when this returns. When it throws none of them is there.</summary>
    public void Append(params IEnumerable<ManifestEntry> entries)
    {
        ManifestEntry[] all = [.. entries];
        if (all.Length == 0)
        {
            return;
        }

        byte[] lines = [.. all.SelectMany(FileManifest.ToLine)];
        _file.SetLength(_length); // what a crash or a full disk left is gone
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, lines, _length);
            _file.Flush(flushToDisk: true);
        }
        catch
        {
            _file.SetLength(_length);
            throw;
        }

        _length += lines.Length;
        Array.ForEach(all, Learn);
    }

    /// <summary>
    /// When it has become long: leaves out lines of batches, whose numbers are put together, and of files that are gone.
    /// </summary>
    public void Shorten()
    {
        if (_length < Math.Max(LengthToShorten, 2 * _shortened))
        {
            return;
        }

        string directory = Path.GetDirectoryName(_path)!;
        string temporary = _path + ".new";
        using (FileStream kept = OpenFile(temporary, FileMode.Create))
        {
            foreach (ManifestEntry entry in FileManifest.Read(_path, out _)
                .Where(entry => entry.File is { } name && File.Exists(Path.Combine(directory, name))).Concat(Batches()))
            {
                kept.Write(FileManifest.ToLine(entry));
            }

            kept.Flush(flushToDisk: true);
            _shortened = kept.Position;
        }

        File.Move(temporary, _path, overwrite: true);
        DurableDirectory.Sync(directory);
        _file.Dispose();
        _file = OpenFile(_path, FileMode.Open);
        _length = _shortened;
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>All that is known of batches; the open files stand in the last line.</summary>
    private IEnumerable<ManifestEntry> Batches()
    {
        ManifestEntry[] ranges = [.. _batches.SelectMany(query => query.Value.Ranges.Select(range =>
            new ManifestEntry { Query = query.Key, FirstBatch = range.First, LastBatch = range.Last }))];
        return ranges.Select((range, i) => i == ranges.Length - 1 ? range with { Open = [.. Open] } : range);
    }

    private void Learn(ManifestEntry entry)
    {
        if (entry.File is { } complete)
        {
            _open.Remove(complete);
            return;
        }

        if (!_batches.TryGetValue(entry.Query!, out BatchNumbers? numbers))
        {
            _batches.Add(entry.Query!, numbers = new BatchNumbers());
        }

        numbers.Add(entry.FirstBatch, entry.LastBatch);
        foreach (ManifestEntry open in entry.Open ?? [])
        {
            _open[open.File!] = open;
        }
    }
}
