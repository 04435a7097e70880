using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// Chooses, at each batch time, the files of directories that are new; what their records are say those that derive from it.
/// </summary>
internal abstract class DirectoryInput<T> : InputDStream<T>
{
    private readonly FilePlaces _places;
    private readonly FileChoice _choice;
    private readonly long _remember;
    private readonly Dictionary<string, long> _taken = [];
    private readonly Dictionary<string, string> _identities = []; // of those that were taken, where places know them
    private readonly Dictionary<string, long> _refused = []; // could not be opened so far
    private readonly long _interval;
    private long _ignoreUpTo = long.MinValue;
    private long _lastRead = long.MinValue; // time of the last batch that looked; also of an earlier life
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last

    protected DirectoryInput(StreamingContext context, string name, FilePlaces places, FileChoice choice)
        : base(context, name)
    {
        _places = places;
        _places.Begin(Report, Stopping);
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
        if (List() is not { } listed)
        {
            _lastRead = _lastRead == long.MinValue ? time.Milliseconds - _interval : _lastRead; // what comes until we can look is new
            return Records([]);
        }

        long gap = _lastRead == long.MinValue ? 0 : Math.Max(0, time.Milliseconds - _lastRead - _interval);
        long after = Math.Max(_ignoreUpTo, now - gap - _remember); // what came while nobody looked is new
        _lastRead = time.Milliseconds;
        ReportReplaced(listed);
        string[] fresh = [.. listed.Where(file => ((file.Value.Modified > after && file.Value.Modified <= now)
            || _refused.ContainsKey(file.Key)) && !_taken.ContainsKey(file.Key)).Select(file => file.Key)];
        Array.Sort(fresh, StringComparer.Ordinal);
        List<OpenFile> chosen = OpenNew(fresh, listed);
        foreach (string gone in _refused.Keys.Where(file => !listed.ContainsKey(file)).ToList())
        {
            _refused.Remove(gone);
            Report($"{PlainText.Of(gone)} is gone and was never read.");
        }

        foreach (string old in _taken.Where(file => file.Value <= after).Select(file => file.Key).ToList())
        {
            _taken.Remove(old); // too old to be chosen again
            _identities.Remove(old);
        }

        return Records(chosen);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same files, as far as they were read then.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        foreach (SourceRange range in ranges)
        {
            _taken[range.Partition] = time.Milliseconds; // not older than the file
        }

        if (ranges.Count > 0)
        {
            _lastRead = time.Milliseconds; // a batch without files may have been one that could not look
        }

        return Records(OpenAgain([.. ranges.Where(static range => range.From != range.To)]));
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(json, new TakenFiles(_lastRead, _taken, _refused, _identities), FilesJson.Default.TakenFiles);
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

        foreach ((string file, string identity) in files.Identities ?? new Dictionary<string, string>())
        {
            _identities[file] = identity;
        }
    }

    private static string EndOf(OpenFile file) => file.Identity is { } identity
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {identity}") : file.Length.ToString(CultureInfo.InvariantCulture);

    private static bool IsAway(Exception? failure) => failure is FileStoreException { Problem: FileStoreProblem.Away };

    /// <summary>Whether a file is not there any more: nobody can read it, whatever is corrected.</summary>
    private static bool IsGone(Exception failure) => failure is FileNotFoundException or DirectoryNotFoundException
        or FileStoreException { Problem: FileStoreProblem.Gone };

    private InputBatch<T> Records(List<OpenFile> files)
    {
        _ranges = [.. files.Select(static file => new SourceRange(file.Path, "0", EndOf(file)))];
        foreach (OpenFile file in files)
        {
            if (file.Identity is { } identity)
            {
                _identities[file.Path] = identity;
            }
        }

        return RecordsOf(files);
    }

    /// <summary>
    /// A file is read once by its path. Where places know that it is another one now, this is said, and it is not read as long as it is
    /// remembered.
    /// </summary>
    private void ReportReplaced(IReadOnlyDictionary<string, FoundFile> listed)
    {
        foreach ((string path, string before) in _identities.ToList())
        {
            if (listed.TryGetValue(path, out FoundFile now) && now.Identity is { } identity && identity != before)
            {
                (_identities[path], _taken[path]) = (identity, now.Modified);
                Report($"{PlainText.Of(path)} was replaced after it was read (it was {before}, it is {identity} now); what it is now is "
                    + "not read. Write new records under new names.");
            }
        }
    }

    /// <summary>
    /// Opens files for this batch; one that cannot be opened is reported and tried again in every batch until it is gone, and
    /// the others are read all the same.
    /// </summary>
    private List<OpenFile> OpenNew(string[] fresh, IReadOnlyDictionary<string, FoundFile> listed)
    {
        var opened = new List<OpenFile>();
        (int Count, Exception? Failure) away = default;
        foreach ((string path, OpenFile? file, Exception? failure) in _places.Open(fresh))
        {
            if (file is not null)
            {
                opened.Add(file);
                _taken[path] = listed[path].Modified;
                if (_refused.Remove(path))
                {
                    Report($"{PlainText.Of(path)} can be opened now and is read.");
                }
            }
            else if (!_refused.TryAdd(path, listed[path].Modified))
            {
                continue; // it was said
            }
            else if (IsAway(failure))
            {
                away = (away.Count + 1, failure);
            }
            else
            {
                Report($"{PlainText.Of(path)} cannot be opened ({PlainText.Of(failure!.Message)}); it is tried again in every batch, the "
                    + "other files are read. Correct its rights, or remove it.");
            }
        }

        if (away.Failure is { } reason)
        {
            Report($"{away.Count} files cannot be opened now and are tried again in every batch: {PlainText.Of(reason.Message)}");
        }

        return opened;
    }

    /// <summary>
    /// Files of a batch of an earlier life, as far as they are what they were; what of them is not, or is gone, is reported. Those that are
    /// there and cannot be opened fail the batch: their records would be lost, and somebody may correct what stands against them.
    /// </summary>
    private List<OpenFile> OpenAgain(SourceRange[] ranges)
    {
        var files = new List<OpenFile>();
        string[] paths = [.. ranges.Select(static range => range.Partition)];
        IReadOnlyList<(string Path, OpenFile? File, Exception? Failure)> opened = _places.Open(paths);
        Backoff? backoff = null;
        while (opened.FirstOrDefault(static file => file.Failure is not null && !IsGone(file.Failure)).Failure is { } failure)
        {
            foreach ((_, OpenFile? file, _) in opened)
            {
                file?.Dispose();
            }

            backoff ??= new Backoff(_places.RetryFor, TimeProvider.System);
            if (!backoff.WaitAsync(Stopping).AsTask().GetAwaiter().GetResult())
            {
                throw new IOException("Files that a batch before the restart had cannot be opened again, which was tried for "
                    + $"{PlainText.Of(_places.RetryFor)}: {PlainText.Of(failure.Message)} Start again when that is corrected; of files "
                    + "that are gone the records are missing.", failure);
            }

            opened = _places.Open(paths);
        }

        for (int i = 0; i < ranges.Length; i++)
        {
            if (opened[i].File is not { } file)
            {
                Report($"{PlainText.Of(ranges[i].Partition)} was read before the restart and cannot be read again "
                    + $"({PlainText.Of(opened[i].Failure!.Message)}); its records are missing in its batch. Keep files until a checkpoint "
                    + "holds what was made of them.");
            }
            else if (AsItWas(file, ranges[i].To) is { } same)
            {
                files.Add(same);
            }
        }

        return files;
    }

    /// <summary>A file up to the length it had; null when it is another one now.</summary>
    private OpenFile? AsItWas(OpenFile file, string to)
    {
        if (file.Identity is not null && EndOf(file) != to)
        {
            Report($"{PlainText.Of(file.Path)} was replaced since it was read (it was {to}, it is {EndOf(file)} now) and is to be read "
                + "again; its records are missing in its batch. Keep files as they are until a checkpoint holds what was made of them.");
            _identities[file.Path] = to[(to.IndexOf(' ', StringComparison.Ordinal) + 1)..]; // the next look says that this one is not read
            file.Dispose();
            return null;
        }

        long length = file.Identity is not null ? file.Length : long.Parse(to, CultureInfo.InvariantCulture);
        if (file.Length < length)
        {
            Report(
                $"{PlainText.Of(file.Path)} had {length} bytes when it was read and has {file.Length} now that it is read again; what "
                + "is missing is missing in its batch.");
        }

        return file with { Length = Math.Min(length, file.Length) };
    }

    /// <summary>The files there are; null when nobody knows, which is reported.</summary>
    private IReadOnlyDictionary<string, FoundFile>? List()
    {
        try
        {
            return _places.List();
        }
        catch (FileStoreException failure)
        {
            Report(failure.Message);
            return null;
        }
    }
}
