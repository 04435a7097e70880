using System.Globalization;

namespace HotStream.Sinks;

/// <summary>
/// The files of one prefix in one directory. A complete file has its final name, and a line in the manifest, written after the rename; an
/// open one is hidden and has a journal. Opening the directory completes what a crash left. Used by the driver, except
/// <see cref="Create"/>, which workers call for different partitions.
/// </summary>
internal sealed class RollingDirectory : IDisposable
{
    private const string OpenSuffix = ".open";
    private const string JournalSuffix = ".journal";

    private readonly string _directory;
    private readonly string _prefix;
    private readonly FileStream _lock;
    private readonly FileStream _manifest;

    public RollingDirectory(string directory, string prefix)
    {
        _directory = Path.GetFullPath(directory);
        _prefix = prefix;
        Directory.CreateDirectory(_directory);
        _lock = Lock();
        try
        {
            string manifest = Path.Combine(_directory, prefix + ".manifest.jsonl");
            _manifest = new FileStream(manifest, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            CutTornLine(_manifest);
            Recover(RollingEntry.ReadAll(manifest));
        }
        catch
        {
            _manifest?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Files that an earlier run left open and that are complete now, and those that held no whole batch and are gone.</summary>
    public List<string> Recovered { get; } = [];

    public string OpenNameOf(string name) => Path.Combine(_directory, "." + name + OpenSuffix);

    public string JournalOf(string name) => Path.Combine(_directory, "." + name + JournalSuffix);

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

        var file = new RollingFile(this, name, first, gzip);
        DurableDirectory.Sync(_directory);
        return file;
    }

    /// <summary>Gives a file its final name and a line in the manifest. A file without batches is removed.</summary>
    public void Complete(RollingFile file)
    {
        file.Dispose();
        Complete(file.Committed);
    }

    public void Dispose()
    {
        _manifest.Dispose();
        _lock.Dispose();
    }

    private void Complete(RollingEntry entry)
    {
        string open = OpenNameOf(entry.File);
        if (entry.Bytes == 0)
        {
            File.Delete(open);
        }
        else
        {
            if (File.Exists(open))
            {
                File.Move(open, Path.Combine(_directory, entry.File));
                DurableDirectory.Sync(_directory);
            }

            _manifest.Write(entry.ToLine());
            _manifest.Flush(flushToDisk: true);
        }

        File.Delete(JournalOf(entry.File));
    }

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

    private void Recover(List<RollingEntry> manifest)
    {
        foreach (string open in Directory.GetFiles(_directory, "." + _prefix + "-*" + OpenSuffix))
        {
            string name = Path.GetFileName(open)[1..^OpenSuffix.Length];
            List<RollingEntry> journal = RollingEntry.ReadAll(JournalOf(name));
            RollingEntry certain = journal.Count > 0 ? journal[^1] : new RollingEntry(name, 0, 0, 0, 0);
            using (var file = new FileStream(open, FileMode.Open, FileAccess.Write))
            {
                file.SetLength(certain.Bytes);
                file.Flush(flushToDisk: true);
            }

            Complete(certain);
            Recovered.Add($"{name}: {certain.Records} records, {certain.Bytes} bytes");
        }

        foreach (string path in Directory.GetFiles(_directory, "." + _prefix + "-*" + JournalSuffix))
        {
            List<RollingEntry> journal = RollingEntry.ReadAll(path);
            if (journal.Count > 0 && journal[^1].Bytes > 0 && !manifest.Exists(known => known.File == journal[^1].File))
            {
                Complete(journal[^1]); // it was renamed, but not listed yet
                Recovered.Add($"{journal[^1].File}: listed");
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    private static void CutTornLine(FileStream manifest)
    {
        long length = manifest.Length;
        while (length > 0)
        {
            manifest.Position = length - 1;
            if (manifest.ReadByte() == '\n')
            {
                break;
            }

            length--;
        }

        manifest.SetLength(length);
        manifest.Position = length;
    }
}
