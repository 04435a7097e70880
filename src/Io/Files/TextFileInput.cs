namespace HotStream.Io;

/// <summary>Chooses, at each batch time, the files that are new.</summary>
internal sealed class TextFileInput : InputDStream<Utf8Slice>
{
    private readonly string _path;
    private readonly bool _newFilesOnly;
    private readonly long _remember;
    private readonly Dictionary<string, long> _taken = [];
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
        long after = Math.Max(_ignoreUpTo, time.Milliseconds - _remember);
        var chosen = new List<string>();
        foreach ((string file, long modified) in List())
        {
            if (modified > after && modified <= time.Milliseconds && _taken.TryAdd(file, modified))
            {
                chosen.Add(file);
            }
        }

        foreach (string old in _taken.Where(file => file.Value <= after).Select(file => file.Key).ToList())
        {
            _taken.Remove(old); // too old to be chosen again
        }

        chosen.Sort(StringComparer.Ordinal);
        return InputBatch<Utf8Slice>.Of(new FileLines(chosen, Context.Options.Partitions, Context.Options, DeadLetter));
    }

    private List<(string File, long Modified)> List()
    {
        try
        {
            return [.. Directories().SelectMany(directory => new DirectoryInfo(directory).EnumerateFiles())
                .Where(file => !file.Name.StartsWith('.'))
                .Select(file => (file.FullName, new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds()))];
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
        foreach (string part in root[(root.LastIndexOf(Path.DirectorySeparatorChar, wild) + 1)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.SelectMany(directory => Directory.EnumerateDirectories(directory, part)).ToList();
        }

        return found;
    }
}
