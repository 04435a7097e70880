namespace HotStream.Io;

/// <summary>
/// What was found out about files by reading them whole, such as their schema, is known as long as they stay what they are: a query on each
/// batch of a stream that joins with a file does not read it twice each time. Safe from any thread.
/// <para>Law: a file is what it was as long as its length, its time of writing and its time of making are the same. So that a write that
/// follows within one tick of the clock is not overlooked, nothing is known of a file that was written in the last two seconds.</para>
/// </summary>
internal sealed class KnownFiles
{
    private const int EntriesMax = 64;
    private const int FilesMax = 1000; // of more it would take long to ask
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, (Stamp[] Stamps, object Found)> s_known = [];

    private readonly string[] _files;
    private readonly string _key;
    private readonly Stamp[] _before;
    private readonly DateTime _settled = TimeProvider.System.GetUtcNow().UtcDateTime - s_settled;

    /// <summary>Asks about files.</summary>
    /// <param name="question">What is asked, with all that the answer depends on beside the files.</param>
    /// <param name="files">The files, in their order.</param>
    public KnownFiles(string question, string[] files)
    {
        _files = files;
        bool areFew = files.Length <= FilesMax;
        _key = areFew ? $"{question}\n{string.Join('\n', files.Select(Path.GetFullPath))}" : "";
        _before = areFew ? [.. files.Select(Stamp.Of)] : [];
    }

    /// <summary>Bytes of all files, where these are few enough to be known.</summary>
    public long Bytes => _before.Sum(static stamp => stamp.Length);

    /// <summary>What is known, or is found out now.</summary>
    /// <param name="question">What is asked, with all that the answer depends on beside the files.</param>
    /// <param name="files">The files, in their order.</param>
    /// <param name="find">Finds it out.</param>
    public static T Of<T>(string question, string[] files, Func<T> find)
        where T : class => new KnownFiles(question, files).Find(find);

    /// <summary>What is known; null when nothing is.</summary>
    public T? Known<T>()
        where T : class
    {
        lock (s_lock)
        {
            return _before.Length > 0 && s_known.TryGetValue(_key, out (Stamp[] Stamps, object Found) known)
                && known.Stamps.AsSpan().SequenceEqual(_before) ? (T)known.Found : null;
        }
    }

    /// <summary>What is known, or is found out now.</summary>
    /// <param name="find">Finds it out.</param>
    public T Find<T>(Func<T> find)
        where T : class
    {
        if (Known<T>() is { } known)
        {
            return known;
        }

        T found = find();
        Keep(found);
        return found;
    }

    /// <summary>This was found out since the question was asked.</summary>
    public void Keep(object found)
    {
        if (_before.Length > 0 && _before.All(stamp => stamp.Written < _settled)
            && _before.AsSpan().SequenceEqual([.. _files.Select(Stamp.Of)]))
        {
            lock (s_lock)
            {
                if (s_known.Count == EntriesMax)
                {
                    s_known.Clear();
                }

                s_known[_key] = (_before, found);
            }
        }
    }

    private readonly record struct Stamp(long Length, DateTime Written, DateTime Made)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return new Stamp(file.Exists ? file.Length : -1, file.LastWriteTimeUtc, file.CreationTimeUtc);
        }
    }
}
