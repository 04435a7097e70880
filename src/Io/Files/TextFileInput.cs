namespace HotStream.Io;

/// <summary>Chooses, at each batch time, the files that are new.</summary>
internal sealed class TextFileInput : InputDStream<Utf8Slice>
{
    private readonly string _path;
    private readonly bool _newFilesOnly;
    private readonly long _remember;
    private readonly Dictionary<string, long> _taken = [];
    private readonly Dictionary<string, long> _refused = []; // could not be opened so far
    private long _ignoreUpTo = long.MinValue;

    public TextFileInput(StreamingContext context, string path, bool newFilesOnly, TimeSpan remember)
        : base(context, "TextFileStream")
    {
        _path = path;
        _newFilesOnly = newFilesOnly;
        double interval = context.BatchInterval.TotalMilliseconds;
        _remember = (long)(Math.Ceiling(remember.TotalMilliseconds / interval) * interval);
    }

    protected override void OnStart(BatchTime zeroTime, BatchTime startTime)
    {
        if (_newFilesOnly)
        {
            _ignoreUpTo = startTime.Milliseconds;
        }
    }

    protected override InputBatch<Utf8Slice> Read(BatchTime time)
    {
        // files are stamped by the wall clock; when that was set back, batch times are ahead of it
        long now = Math.Min(time.Milliseconds, Context.Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        long after = Math.Max(_ignoreUpTo, now - _remember);
        Dictionary<string, long> listed = List();
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

        return InputBatch<Utf8Slice>.Of(new FileLines(chosen, Context.Options.Partitions, Context.Options, DeadLetter));
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
            return Directories().SelectMany(directory => new DirectoryInfo(directory).EnumerateFiles())
                .Where(file => !file.Name.StartsWith('.'))
                .ToDictionary(file => file.FullName, file => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report($"{_path} could not be listed ({failure.Message}); this batch is empty. Create the directory or correct the path.");
            return [];
        }
    }

    /// <summary>The directories the path names: itself, or those its wildcards match.</summary>
    private IEnumerable<string> Directories()
    {
        string root = Path.GetFullPath(_path);
        int wild = root.AsSpan().IndexOfAny('*', '?');
        if (wild < 0)
        {
            return [root];
        }

        IEnumerable<string> found = [root[..(root.LastIndexOf(Path.DirectorySeparatorChar, wild) + 1)]];
        foreach (string part in root[(root.LastIndexOf(Path.DirectorySeparatorChar, wild) + 1)..]
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.SelectMany(directory => Directory.EnumerateDirectories(directory, part)).ToList();
        }

        return found;
    }
}
