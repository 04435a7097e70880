using System.Globalization;

namespace HotStream.Hdfs;

/// <summary>The files of directories of HDFS: number and time say which one it is.</summary>
internal sealed class HdfsFileStore : FileStore
{
    private const string Root = "hdfs:";

    private readonly HdfsReadOptions _options;
    private readonly HdfsClient _client;
    private readonly StorePattern _pattern;
    private readonly string _top;
    private readonly int _depth; // of directories below the first

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public HdfsFileStore(string pattern, HdfsReadOptions options)
        : base($"hdfs {PlainText.Of(pattern)}")
    {
        _options = options;
        _client = new HdfsClient(options);
        _pattern = new StorePattern(pattern);
        _top = _pattern.Prefix[..(_pattern.Prefix.LastIndexOf('/') + 1)];
        string rest = pattern.Length > _top.Length ? pattern[_top.Length..] : "";
        _depth = rest.Contains("**", StringComparison.Ordinal) ? int.MaxValue : _pattern.IsFlat ? 0 : rest.Count(static c => c == '/');
    }

    protected override TimeSpan Timeout => _options.Timeout;

    protected override TimeSpan RetryFor => _options.RetryFor;

    protected override int LooksAtOnce => _options.RequestsInFlight;

    protected override async Task<IReadOnlyList<StoredFile>> ListAsync(CancellationToken stop)
    {
        var files = new List<StoredFile>();
        var left = new Queue<(string Directory, int Depth)>([(_top, 0)]);
        while (left.TryDequeue(out (string Directory, int Depth) next))
        {
            foreach (HdfsStatus? found in await StatusesOf(next.Directory, stop).ConfigureAwait(false))
            {
                string name = found?.PathSuffix ?? "";
                if (found is null || HdfsPath.IsHidden(name) || name.Contains('/', StringComparison.Ordinal))
                {
                    continue; // an answer that lies must not lead out of its directory
                }

                string path = next.Directory + name;
                if (found.Type == "DIRECTORY" && next.Depth < _depth)
                {
                    left.Enqueue((path + "/", next.Depth + 1));
                }
                else if (found.Type == "FILE" && _pattern.Wants(path))
                {
                    files.Add(FileOf(path, found));
                }
            }
        }

        return files;
    }

    protected override async Task<StoredFile> FindAsync(string path, CancellationToken stop) =>
        FileOf(NameOf(path), await StatusOf($"{path} could not be looked at", NameOf(path), stop).ConfigureAwait(false));

    /// <summary>No condition goes with the request: which file it is, is asked just before, and its length is compared.</summary>
    protected override async Task<Stream> OpenAsync(StoredFile file, long offset, CancellationToken stop)
    {
        string failed = $"{file.Path} could not be read";
        string path = NameOf(file.Path);
        string now = IdentityOf(await StatusOf(failed, path, stop).ConfigureAwait(false));
        if (now != file.Identity)
        {
            throw new FileStoreException(FileStoreProblem.Gone,
                $"{failed}: it is another file now ({PlainText.Of(now)}, not {PlainText.Of(file.Identity)}).");
        }

        string query = string.Create(CultureInfo.InvariantCulture, $"op=OPEN&offset={offset}");
        HttpResponseMessage answer = await _client.OpenAsync(new HdfsRequest(failed, HttpMethod.Get, path, query), stop)
            .ConfigureAwait(false);
        try
        {
            return answer.Content.Headers.ContentLength is not { } length || length == file.Length - offset
                ? new HdfsBody(await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false), answer)
                : throw new FileStoreException(FileStoreProblem.Gone, string.Create(CultureInfo.InvariantCulture,
                    $"{failed}: the server sends {length} bytes from {offset} on, of a file of {file.Length}."));
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private static string IdentityOf(HdfsStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.FileId}-{status.ModificationTime}");

    private static StoredFile FileOf(string path, HdfsStatus status) => new(Root + path, IdentityOf(status), status.Length,
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(status.ModificationTime, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())));

    private static string NameOf(string path) => path[Root.Length..];

    private async Task<HdfsStatus> StatusOf(string failed, string path, CancellationToken stop)
    {
        HdfsAnswer answer = await _client.AskAsync(new HdfsRequest(failed, HttpMethod.Get, path, "op=GETFILESTATUS"), stop)
            .ConfigureAwait(false);
        return answer.FileStatus is { Type: "FILE", Length: >= 0 } status ? status
            : throw new FileStoreException(FileStoreProblem.Gone, $"{failed}: it is no file now.");
    }

    /// <summary>What is in a directory; nothing where it went while its parent was listed.</summary>
    private async Task<IReadOnlyList<HdfsStatus?>> StatusesOf(string directory, CancellationToken stop)
    {
        string path = directory.Length > 1 ? directory[..^1] : directory;
        try
        {
            HdfsAnswer answer = await _client.AskAsync(
                new HdfsRequest($"{Name} could not be listed", HttpMethod.Get, path, "op=LISTSTATUS"), stop).ConfigureAwait(false);
            return answer.FileStatuses?.FileStatus ?? throw new FileStoreException(FileStoreProblem.Refused,
                $"{Name} could not be listed: the answer has no files and is no refusal. Is the address that of WebHDFS?");
        }
        catch (FileStoreException failure) when (failure.Problem == FileStoreProblem.Gone && directory != _top)
        {
            return [];
        }
    }
}
