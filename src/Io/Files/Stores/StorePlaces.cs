namespace HotStream.Io;

/// <summary>The files of a store.</summary>
/// <param name="store">The store.</param>
internal sealed class StorePlaces(FileStore store) : FilePlaces
{
    private Action<string> _report = static _ => { };
    private CancellationToken _stop;

    public override TimeSpan RetryFor => store.RetryFor;

    public override void Begin(Action<string> report, CancellationToken stop) => (_report, _stop) = (report, stop);

    public override IReadOnlyDictionary<string, FoundFile> List()
    {
        try
        {
            return store.ListAsync(_stop).GetAwaiter().GetResult()
                .ToDictionary(static file => file.Path,
                    static file => new FoundFile(file.Modified.ToUnixTimeMilliseconds(), file.Identity));
        }
        catch (Exception failure) when (IsOfTheStore(failure))
        {
            FileStoreException known = Explain(failure);
            throw new FileStoreException(known.Problem, $"{PlainText.Of(known.Message)} This batch is empty, the next one looks again.",
                known);
        }
    }

    /// <summary>Some are looked for at a time; when the store is away, it is not asked for the others.</summary>
    public override IReadOnlyList<(string Path, OpenFile? File, Exception? Failure)> Open(IReadOnlyList<string> paths)
    {
        var opened = new List<(string, OpenFile?, Exception?)>(paths.Count);
        FileStoreException? away = null;
        foreach (string[] some in paths.Chunk(Math.Max(1, store.LooksAtOnce)))
        {
            (string Path, Task<StoredFile>? Looks)[] looks = [.. some.Select(path => (path, away is null ? Look(path) : null))];
            foreach ((string path, Task<StoredFile>? look) in looks)
            {
                try
                {
                    opened.Add(look is null ? (path, null, away)
                        : (path, new StoreFile(store, look.GetAwaiter().GetResult(), _report, _stop), null));
                }
                catch (Exception failure) when (IsOfTheStore(failure))
                {
                    FileStoreException known = Explain(failure);
                    away = known.Problem == FileStoreProblem.Away ? known : away;
                    opened.Add((path, null, known));
                }
            }
        }

        return opened;
    }

    private Task<StoredFile> Look(string path)
    {
        try
        {
            return store.FindAsync(path, _stop);
        }
        catch (Exception failure)
        {
            return Task.FromException<StoredFile>(failure); // as those that fail later
        }
    }

    private bool IsOfTheStore(Exception failure) => failure is IOException
        || (failure is OperationCanceledException && !_stop.IsCancellationRequested);

    private FileStoreException Explain(Exception failure) => failure as FileStoreException
        ?? new FileStoreException(FileStoreProblem.Away, $"{store.Name} gave no answer: {failure.Message}.", failure);
}
