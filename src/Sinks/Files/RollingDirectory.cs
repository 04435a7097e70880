using System.Globalization;

namespace HotStream.Sinks;

/// <summary>
/// The files of one prefix in one directory. A complete file has its final name and a line in the manifest, written after the rename; one
/// that is written to is hidden, and the manifest says how much of it is certain. Opening the directory completes what a crash left: each
/// file cut to what is certain. Used by the driver, except <see cref="Create"/>, which workers call for different partitions.
/// </summary>
internal sealed class RollingDirectory : IDisposable
{
    private const string OpenSuffix = ".open";

    private readonly string _directory;
    private readonly string _prefix;
    private readonly FileStream _lock;
    private readonly List<ManifestEntry> _complete = []; // and not in the manifest yet
    private volatile bool _hasNewNames; // that are not on the disk yet

    public RollingDirectory(string directory, string prefix)
    {
        _directory = Path.GetFullPath(directory);
        _prefix = prefix;
        Directory.CreateDirectory(_directory);
        _lock = Lock();
        try
        {
            Manifest = new RollingManifest(Path.Combine(_directory, prefix + FileManifest.Suffix));
            Recover();
            Manifest.Shorten();
        }
        catch
        {
            Manifest?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>What is certain.</summary>
    public RollingManifest Manifest { get; }

    /// <summary>What an earlier run had left, and what became of it.</summary>
    public List<string> Recovered { get; } = [];

    /// <summary>Opens a new file of a partition.</summary>
    public RollingFile Create(int partition, BatchTime first, string extension, bool gzip)
    {
        string stem = string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{partition:D5}-{first.Milliseconds}");
        string end = gzip ? extension + ".gz" : extension;
        string name = stem + end;
        for (int again = 2; File.Exists(Path.Combine(_directory, name)) || File.Exists(OpenNameOf(name)); again++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{again}{end}"); // the same batch time in an earlier run
        }

        var file = new RollingFile(OpenNameOf(name), name, gzip);
        _hasNewNames = true;
        return file;
    }

    /// <summary>Makes a batch certain: when this throws, it is in none of the files.</summary>
    /// <param name="files">Those it changed, synced.</param>
    public void Commit(IReadOnlyList<RollingFile> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        if (_hasNewNames)
        {
            DurableDirectory.Sync(_directory);
            _hasNewNames = false;
        }

        ManifestEntry batch = files[0].Synced;
        Manifest.Append(new ManifestEntry
        {
            Query = batch.Query,
            FirstBatch = batch.LastBatch,
            LastBatch = batch.LastBatch,
            FirstBatchMs = batch.LastBatchMs,
            LastBatchMs = batch.LastBatchMs,
            Records = files.Sum(static file => file.Synced.Records - file.Certain.Records),
            Open = [.. files.Select(static file => file.Synced)],
        });
        foreach (RollingFile file in files)
        {
            file.Accept();
        }
    }

    /// <summary>Nothing more comes into a file; <see cref="List"/> says so. One without batches is removed.</summary>
    /// <param name="file">The file, closed by this.</param>
    public void Complete(RollingFile file)
    {
        using (file)
        {
            if (file.Certain.Bytes == 0)
            {
                File.Delete(file.Path);
                return;
            }

            _complete.Add(file.Certain);
            file.Rollback();
        }
    }

    /// <summary>Gives complete files their final names and lines in the manifest; those for which it fails, next time.</summary>
    /// <param name="now">The time that readers see on them.</param>
    public void List(DateTimeOffset now)
    {
        if (_complete.Count > 0)
        {
            foreach (ManifestEntry entry in _complete)
            {
                string open = OpenNameOf(entry.File!);
                if (File.Exists(open))
                {
                    File.SetLastWriteTimeUtc(open, now.UtcDateTime); // who looks for new files by their time sees it now
                    File.Move(open, Path.Combine(_directory, entry.File!));
                }
            }

            DurableDirectory.Sync(_directory);
            Manifest.Append(_complete);
            _complete.Clear();
        }

        Manifest.Shorten();
    }

    public void Dispose()
    {
        Manifest.Dispose();
        _lock.Dispose();
    }

    private string OpenNameOf(string name) => Path.Combine(_directory, "." + name + OpenSuffix);

    private FileStream Lock()
    {
        string path = Path.Combine(_directory, "." + _prefix + ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new IOException($"{_directory} is written to by another sink with prefix \"{_prefix}\" ({path} is locked). Give one of "
                + $"them another {nameof(RollingFileOptions.Prefix)}.", held);
        }
    }

    private void Recover()
    {
        if (Manifest.TornBytes > 0)
        {
            Recovered.Add($"{_prefix}{FileManifest.Suffix}: {Manifest.TornBytes} bytes of a line that was not whole cut off");
        }

        foreach (string path in Directory.GetFiles(_directory, "." + _prefix + "-*.journal"))
        {
            throw new InvalidDataException($"{path} is of an earlier version, which ended without stopping: the file it stands beside "
                + "holds what that version had written. Let that version complete it by a start and a graceful stop; or rename the file by "
                + "hand, without the dot and .open, and remove the journal.");
        }

        foreach (ManifestEntry entry in Manifest.Open.ToList())
        {
            Recover(entry);
        }

        List(TimeProvider.System.GetUtcNow());
        foreach (string path in Directory.GetFiles(_directory, "." + _prefix + "-*" + OpenSuffix))
        {
            File.Delete(path);
            Recovered.Add($"{Path.GetFileName(path)}: removed, it held no batch that was done");
        }
    }

    /// <summary>Completes a file that was open, cut to what is certain of it.</summary>
    private void Recover(ManifestEntry entry)
    {
        string open = OpenNameOf(entry.File!);
        string complete = Path.Combine(_directory, entry.File!);
        string there = File.Exists(open) ? open : complete;
        long length = File.Exists(there) ? new FileInfo(there).Length : -1;
        if (length < entry.Bytes)
        {
            throw new InvalidDataException($"{open} {(length < 0 ? "is gone" : $"has {length} bytes")}, and the manifest knows of "
                + $"{entry.Bytes}. Bring the file back from a copy; or remove the lines of {_prefix}{FileManifest.Suffix} that name it.");
        }

        if (there == open)
        {
            using var file = new FileStream(open, FileMode.Open, FileAccess.Write);
            file.SetLength(entry.Bytes);
            file.Flush(flushToDisk: true);
        }

        _complete.Add(entry); // else it was renamed, but not listed yet
        Recovered.Add($"{entry.File}: complete now, {entry.Records} records, {entry.Bytes} bytes"
            + (length > entry.Bytes ? $"; {length - entry.Bytes} bytes of a batch that was not done cut off" : string.Empty));
    }
}
