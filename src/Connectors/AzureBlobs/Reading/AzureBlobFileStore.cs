using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace HotStream.AzureBlobs;

/// <summary>The blobs of a container as files: an ETag says which one it is.</summary>
internal sealed class AzureBlobFileStore(AzureBlobAddress address, AzureBlobReadOptions options) : FileStore(address.ToString())
{
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromMilliseconds(999);

    private readonly AzureBlobClient _client = new(address, options);
    private readonly StorePattern _pattern = new(address.Path);

    protected override TimeSpan Timeout => options.Timeout;

    protected override TimeSpan RetryFor => options.RetryFor;

    protected override int LooksAtOnce => options.RequestsInFlight;

    protected override async Task<IReadOnlyList<StoredFile>> ListAsync(CancellationToken stop)
    {
        var files = new List<StoredFile>();
        string? next = null;
        do
        {
            string? from = next;
            (IReadOnlyList<BlobItem> found, next) = await _client.AskAsync($"{Name} could not be listed",
                (client, cancel) => _pattern.IsFlat ? FlatPageAsync(client, from, cancel) : PageAsync(client, from, cancel), stop)
                .ConfigureAwait(false);
            foreach (BlobItem blob in found)
            {
                if (_pattern.Wants(blob.Name))
                {
                    BlobItemProperties about = blob.Properties;
                    files.Add(FileOf(blob.Name, about.ETag, about.ContentLength ?? 0, about.LastModified));
                }
            }

            if (next is not null && next == from)
            {
                throw new FileStoreException(FileStoreProblem.Refused, $"{Name} could not be listed: the server says that there is more, "
                    + "and not where. Is it one of the blobs' protocol (List Blobs)?");
            }
        }
        while (next is not null);
        return files;
    }

    protected override async Task<StoredFile> FindAsync(string path, CancellationToken stop)
    {
        string name = NameOf(path);
        BlobProperties found = await _client.AskAsync($"{path} could not be looked at",
            async (client, cancel) => (await client.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancel)
                .ConfigureAwait(false)).Value,
            stop).ConfigureAwait(false);
        return found.AccessTier != "Archive" ? FileOf(name, found.ETag, found.ContentLength, found.LastModified)
            : throw new FileStoreException(FileStoreProblem.Refused, $"{path} lies in the archive tier: rehydrate it first.");
    }

    protected override async Task<Stream> OpenAsync(StoredFile file, long offset, CancellationToken stop)
    {
        var what = new BlobDownloadOptions
        {
            Range = new HttpRange(offset),
            Conditions = new BlobRequestConditions { IfMatch = new ETag(file.Identity) },
        };
        BlobDownloadStreamingResult answer = await _client.AskAsync($"{file.Path} could not be read",
            async (client, cancel) => (await client.GetBlobClient(NameOf(file.Path)).DownloadStreamingAsync(what, cancel)
                .ConfigureAwait(false)).Value,
            stop).ConfigureAwait(false);
        string? wrong = Wrong(file, offset, answer.Details);
        if (wrong is null)
        {
            return new AzureBlobBody(answer.Content, file.Path);
        }

        answer.Dispose();
        throw new FileStoreException(FileStoreProblem.Gone, $"{file.Path} could not be read: {wrong}");
    }

    /// <summary>Why an answer is none to what was asked; servers that do not know the conditions send what they have.</summary>
    private static string? Wrong(StoredFile file, long offset, BlobDownloadDetails answer) =>
        IdentityOf(answer.ETag) != file.Identity
            ? $"it is another blob now (ETag {PlainText.Of(IdentityOf(answer.ETag))}, not {PlainText.Of(file.Identity)})"
            : offset > 0 && answer.ContentRange?.StartsWith(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"bytes {offset}-"), StringComparison.Ordinal) != true
                ? "the server sends other bytes than those that were asked for"
                : null;

    private static async Task<(IReadOnlyList<BlobItem> Found, string? Next)> FirstAsync<TItem>(AsyncPageable<TItem> listing, string? from,
        Func<TItem, BlobItem?> blobOf, CancellationToken stop)
        where TItem : notnull
    {
        await foreach (Page<TItem> page in listing.AsPages(from).WithCancellation(stop).ConfigureAwait(false))
        {
            return ([.. page.Values.Select(blobOf).OfType<BlobItem>()], page.ContinuationToken is { Length: > 0 } next ? next : null);
        }

        return ([], null);
    }

    private static string IdentityOf(ETag? etag) => (etag?.ToString() ?? "").Trim('"');

    /// <summary>Times are known to the second: the latest moment it may have been.</summary>
    private static DateTimeOffset LatestOf(DateTimeOffset modified) =>
        DateTimeOffset.FromUnixTimeSeconds(modified.ToUnixTimeSeconds()) + s_lastMoment;

    private Task<(IReadOnlyList<BlobItem> Found, string? Next)> PageAsync(BlobContainerClient client, string? from,
        CancellationToken stop) =>
        FirstAsync(client.GetBlobsAsync(new GetBlobsOptions { Prefix = _pattern.Prefix }, stop), from, static blob => blob, stop);

    private Task<(IReadOnlyList<BlobItem> Found, string? Next)> FlatPageAsync(BlobContainerClient client, string? from,
        CancellationToken stop) =>
        FirstAsync(client.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Prefix = _pattern.Prefix, Delimiter = "/" }, stop),
            from, static item => item.Blob, stop);

    private StoredFile FileOf(string name, ETag? etag, long length, DateTimeOffset? modified) =>
        new(address.Root + name, IdentityOf(etag), length, LatestOf(modified ?? DateTimeOffset.UnixEpoch));

    private string NameOf(string path) => path[address.Root.Length..];
}
