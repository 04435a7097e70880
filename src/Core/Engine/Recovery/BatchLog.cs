using System.Text.Json;

namespace HotStream;

/// <summary>
/// Which batch reads what. Law: before a batch runs, its time and ranges are on disk; that it is done is written behind it and gets to the
/// disk with the next batch's beginning, one sync a batch. So a restart finds every batch that may have run, and of the last one whether
/// it certainly did not finish or only perhaps. Frames at the end that do not check are a write that a crash cut off, and are cut off.
/// Called on the driver.
/// </summary>
internal sealed class BatchLog : IDisposable
{
    /// <summary>Name in the directory.</summary>
    public const string FileName = "batches.log";

    private const int KeptBatches = 100;
    private const long LengthToShorten = 1024 * 1024;

    private readonly string _path;
    private readonly SnapshotWriter _noted = new(); // frames to be written with the next
    private readonly SnapshotWriter _frame = new();
    private readonly Utf8JsonWriter _json;
    private readonly byte[] _header = new byte[Frame.HeaderBytes];
    private FileStream _file;
    private long _length;

    private BatchLog(string path, FileStream file, long length)
    {
        (_path, _file, _length) = (path, file, length);
        _json = new Utf8JsonWriter(_frame);
    }

    /// <summary>Opens the log of a directory, or begins one.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="entries">What it holds.</param>
    /// <param name="cut">Bytes that were cut off its end.</param>
    public static BatchLog Open(string directory, out IReadOnlyList<BatchEntry> entries, out long cut)
    {
        string path = Path.Combine(directory, FileName);
        bool isNew = !File.Exists(path);
        byte[] bytes = isNew ? [] : File.ReadAllBytes(path);
        entries = ReadAll(bytes, out int length);
        cut = bytes.Length - length;
        FileStream file = OpenFile(path, FileMode.OpenOrCreate);
        file.SetLength(length);
        if (isNew)
        {
            DurableDirectory.Sync(directory);
        }

        return new BatchLog(path, file, length);
    }

    /// <summary>The entries of a log, up to the first that does not check.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="length">Bytes of the entries.</param>
    public static IReadOnlyList<BatchEntry> ReadAll(ReadOnlySpan<byte> bytes, out int length)
    {
        var entries = new List<BatchEntry>();
        length = 0;
        while (Frame.TryRead(bytes[length..], out ReadOnlySpan<byte> payload) is > 0 and int frame && TryParse(payload) is { } entry)
        {
            entries.Add(entry);
            length += frame;
        }

        return entries;
    }

    /// <summary>Appends an entry, and what was noted before it; on disk after <see cref="Sync"/>.</summary>
    public void Append(BatchEntry entry)
    {
        Note(entry);
        Write();
    }

    /// <summary>Appends an entry with the next one, or with <see cref="Sync"/>: it may be lost until then.</summary>
    public void Note(BatchEntry entry) => Add(_noted, entry);

    /// <summary>Writes what was noted; what the disk refuses stays noted.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Write() => _length += Write(_file, _length, _noted);

    /// <summary>What was appended and noted is on disk when this returns.</summary>
    public void Sync()
    {
        Write();
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
    }

    /// <summary>All entries that were written.</summary>
    public IReadOnlyList<BatchEntry> ReadBack() => ReadAll(File.ReadAllBytes(_path), out _);

    /// <summary>Whether the file has become long, and <see cref="Shorten"/> does something.</summary>
    public bool IsLong => _length >= LengthToShorten;

    /// <summary>
    /// Lets go of batches that no restart will ask for: those up to a checkpoint, except the last hundred, which people may. Only when the
    /// file has become long.
    /// </summary>
    /// <param name="checkpoint">Time of a checkpoint on disk, milliseconds.</param>
    public void Shorten(long checkpoint)
    {
        if (!IsLong)
        {
            return;
        }

        IReadOnlyList<BatchEntry> entries = ReadBack();
        long[] times = [.. entries.Where(entry => entry.Event == BatchEvent.Begun).Select(entry => entry.Time)];
        long last = Math.Min(checkpoint, times.Length > KeptBatches ? times[^KeptBatches] - 1 : long.MinValue);
        string temporary = _path + ".new";
        long length = 0;
        using (var kept = new SnapshotWriter())
        using (FileStream file = OpenFile(temporary, FileMode.Create))
        {
            foreach (BatchEntry entry in entries.Where(entry => entry.Event == BatchEvent.Open || entry.Time > last))
            {
                Add(kept, entry.Event == BatchEvent.Open ? entry with { LeftOut = Math.Max(last, entry.LeftOut ?? last) } : entry);
                length += Write(file, length, kept);
            }

            file.Flush(flushToDisk: true);
        }

        _file.Dispose();
        File.Move(temporary, _path, overwrite: true);
        DurableDirectory.Sync(Path.GetDirectoryName(_path)!);
        _file = OpenFile(_path, FileMode.Open);
        _length = length;
    }

    public void Dispose()
    {
        try
        {
            Write(_file, _length, _noted);
        }
        catch (IOException)
        {
            // what was noted is that a batch is done: without it, it is run once more
        }

        _file.Dispose();
        _noted.Dispose();
        _json.Dispose();
        _frame.Dispose();
    }

    private static FileStream OpenFile(string path, FileMode mode) => new(path, new FileStreamOptions
    {
        Mode = mode,
        Access = FileAccess.ReadWrite,
        Share = FileShare.Read,
        BufferSize = 0,
    });

    private static BatchEntry? TryParse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, RecoveryJson.Default.BatchEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes what was noted, in one call.</summary>
    private static int Write(FileStream file, long at, SnapshotWriter noted)
    {
        int length = noted.Written.Length;
        RandomAccess.Write(file.SafeFileHandle, noted.Written, at);
        noted.Clear();
        return length;
    }

    private void Add(SnapshotWriter noted, BatchEntry entry)
    {
        _frame.Clear();
        _json.Reset(_frame);
        JsonSerializer.Serialize(_json, entry, RecoveryJson.Default.BatchEntry);
        _json.Flush();
        Frame.MakeHeader(_frame.Written, default, _header);
        noted.Write(_header);
        noted.Write(_frame.Written);
    }
}
