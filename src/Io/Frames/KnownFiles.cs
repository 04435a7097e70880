namespace HotStream.Io;

/// <summary>
/// What was found out about files by reading them whole, such as their schema, is known as long as they stay what they are: a query on each
/// batch of a stream that joins with a file does not read it twice each time.
/// <para>Law: a file is what it was as long as its length, its time of writing and its time of making are the same. So that a write that
/// follows within one tick of the clock is not overlooked, nothing is known of a file that was written in the last two seconds.</para>
/// </summary>
internal static class KnownFiles
{
    private const int EntriesMax = 64;
    private const int FilesMax = 1000; // of more it would take long to ask
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<string, (Stamp[] Stamps, object Found)> s_known = [];

    /// <summary>What is known, or is found out now.</summary>
    /// <param name="question">What is asked, with all that the answer depends on beside the files.</param>
    /// <param name="files">The files, in their order.</param>
    /// <param name="find">Finds it out.</param>
    public static T Of<T>(string question, string[] files, Func<T> find)
        where T : class
    {
        if (files.Length > FilesMax)
        {
            return find();
        }

        string key = $"{question}\n{string.Join('\n', files.Select(Path.GetFullPath))}";
        Stamp[] before = [.. files.Select(Stamp.Of)];
        lock (s_lock)
        {
            if (s_known.TryGetValue(key, out (Stamp[] Stamps, object Found) known) && known.Stamps.AsSpan().SequenceEqual(before))
            {
                return (T)known.Found;
            }
        }

        DateTime settled = TimeProvider.System.GetUtcNow().UtcDateTime - s_settled;
        T found = find();
        if (before.All(stamp => stamp.Written < settled) && before.AsSpan().SequenceEqual([.. files.Select(Stamp.Of)]))
        {
            lock (s_lock)
            {
                if (s_known.Count == EntriesMax)
                {
                    s_known.Clear();
                }

                s_known[key] = (before, found);
            }
        }

        return found;
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
