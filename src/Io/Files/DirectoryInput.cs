using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// Chooses, at each batch time, the files of directories that are new; what their records are say those that derive from it.
/// </summary>
internal abstract class DirectoryInput<T> : InputDStream<T>
{
    private readonly string _path;
    private readonly DirectoryPattern _directories;
    private readonly FileChoice _choice;
    private readonly long _remember;
    private readonly Dictionary<string, long> _taken = [];
    private readonly Dictionary<string, long> _refused = []; // could not be opened so far
    private readonly DirectoryManifests _manifests = new();
    private readonly long _interval;
    private long _ignoreUpTo = long.MinValue;
    private long _lastRead = long.MinValue; // batch time; also of an earlier life
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last

    protected DirectoryInput(StreamingContext context, string name, string path, FileChoice choice)
        : base(context, name)
    {
        _path = path;
        _directories = new DirectoryPattern(path);
        _choice = choice;
        double interval = context.BatchInterval.TotalMilliseconds;
        _interval = (long)interval;
        _remember = (long)(Math.Ceiling(choice.Remember.TotalMilliseconds / interval) * interval);
    }

    /// <summary>The records of files, which are closed with them.</summary>
    protected abstract InputBatch<T> RecordsOf(IReadOnlyList<OpenFile> files);

    protected override void OnStart(BatchTime zeroTime, BatchTime startTime)
    {
        if (_choice.NewFilesOnly)
        {
            _ignoreUpTo = startTime.Milliseconds;
        }
    }

    protected override InputBatch<T> Read(BatchTime time)
    {
        // files are stamped by the wall clock; when that was set back, batch times are ahead of it
        long now = Math.Min(time.Milliseconds, Context.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        Dictionary<string, long> listed = List();
        long gap = _lastRead == long.MinValue ? 0 : Math.Max(0, time.Milliseconds - _lastRead - _interval);
        long after = Math.Max(_ignoreUpTo, now - gap - _remember); // what came while nobody looked is new
        _lastRead = time.Milliseconds;
        string[] fresh = [.. listed.Where(file => ((file.Value > after && file.Value <= now) || _refused.ContainsKey(file.Key))
            && !_taken.ContainsKey(file.Key)).Select(file => file.Key)];
        Array.Sort(fresh, StringComparer.Ordinal);
        var chosen = new List<OpenFile>();
        foreach (string file in fresh)
        {
            if (TryOpen(file, listed[file]) is { } open)
            {
                chosen.Add(open);
                _taken[file] = listed[file];
            }
        }

        foreach (string gone in _refused.Keys.Where(file => !listed.ContainsKey(file)).ToList())
        {
            _refused.Remove(gone);
            Report($"{PlainText.Of(gone)} is gone and was never read.");
        }

        foreach (string old in _taken.Where(file => file.Value <= after).Select(file => file.Key).ToList())
        {
            _taken.Remove(old); // too old to be chosen again
        }

        return Records(chosen);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same files, as far as they were read then.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        var files = new List<OpenFile>();
        foreach (SourceRange range in ranges)
        {
            _taken[range.Partition] = time.Milliseconds; // not older than the file
            if (range.From != range.To && TryOpenAgain(range) is { } file)
            {
                files.Add(file);
            }
        }

        _lastRead = time.Milliseconds;
        return Records(files);
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, new TakenFiles(_lastRead, _taken, _refused), FilesJson.Default.TakenFiles);
    }

    protected override void Load(ReadOnlySpan<byte> saved)
    {
        TakenFiles files = JsonSerializer.Deserialize(saved, FilesJson.Default.TakenFiles)!;
        _lastRead = files.LastRead;
        foreach ((string file, long modified) in files.Taken)
        {
            _taken[file] = modified;
        }

        foreach ((string file, long modified) in files.Refused)
        {
            _refused[file] = modified;
        }
    }

    private InputBatch<T> Records(List<OpenFile> files)
    {
        _ranges = [.. files.Select(file => new SourceRange(file.Path, "0", file.Length.ToString(CultureInfo.InvariantCulture)))];
        return RecordsOf(files);
    }

    /// <summary>A file that an earlier life read up to a length; what of it is gone is reported.</summary>
    private OpenFile? TryOpenAgain(SourceRange range)
    {
        long length = long.Parse(range.To, CultureInfo.InvariantCulture);
        try
        {
            OpenFile file = OpenFile.At(range.Partition);
            if (file.Length < length)
            {
                Report(
                    $"{PlainText.Of(file.Path)} had {length} bytes when it was read and has {file.Length} now that it is read again; what "
                    + "is missing is missing in its batch.");
            }

            return file with { Length = Math.Min(length, file.Length) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report(
                $"{PlainText.Of(range.Partition)} was read before the restart and cannot be read again ({PlainText.Of(failure.Message)}); "
                + "its records are missing in its batch. Keep files until a checkpoint holds what was made of them.");
            return null;
        }
    }

    /// <summary>
    /// Opens a file for this batch; one that cannot be opened is reported and tried again in every batch until it is gone, and
    /// the others are read all the same.
    /// </summary>
    private OpenFile? TryOpen(string file, long modified)
    {
        try
        {
            var open = OpenFile.At(file);
            if (_refused.Remove(file))
            {
                Report($"{PlainText.Of(file)} can be opened now and is read.");
            }

            return open;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_refused.TryAdd(file, modified))
            {
                Report($"{PlainText.Of(file)} cannot be opened ({PlainText.Of(failure.Message)}); it is tried again in every batch, the "
                    + "other files are read. Correct its rights, or remove it.");
            }

            return null;
        }
    }

    /// <summary>The files there are, and when they were changed; for a link, when the link was, if it leads nowhere.</summary>
    private Dictionary<string, long> List()
    {
        try
        {
            return _directories.Find().SelectMany(directory => _manifests.Named(new DirectoryInfo(directory)))
                .Where(file => _choice.Filter is not { } wants || wants(file.FullName))
                .ToDictionary(file => file.FullName, file => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report($"{_path} could not be listed ({failure.Message}); this batch is empty. Create the directory or correct the path.");
            return [];
        }
    }
}
