using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace HotStream.S3;

/// <summary>The objects of a bucket as files: an ETag says which one it is.</summary>
internal sealed class S3FileStore(S3Address address, S3ReadOptions options) : FileStore(address.ToString())
{
    private static readonly TimeSpan s_lastMoment = TimeSpan.FromMilliseconds(999);

    private readonly S3Client _client = new(options);
    private readonly StorePattern _objects = new(address.Path);

    protected override TimeSpan Timeout => options.Timeout;

    protected override TimeSpan RetryFor => options.RetryFor;

    protected override int LooksAtOnce => options.RequestsInFlight;

    protected override async Task<IReadOnlyList<StoredFile>> ListAsync(CancellationToken stop)
    {
        var files = new List<StoredFile>();
        var request = new ListObjectsV2Request
        {
            BucketName = address.Bucket,
            Prefix = _objects.Prefix,
            Delimiter = _objects.IsFlat ? "/" : null,
        };
        await _client.ListAsync(Name, request, found =>
        {
            if (_objects.Wants(found.Key))
            {
                files.Add(FileOf(found.Key, found.ETag, found.Size ?? 0, found.LastModified));
            }
        }, stop).ConfigureAwait(false);
        return files;
    }

    protected override async Task<StoredFile> FindAsync(string path, CancellationToken stop)
    {
        string key = KeyOf(path);
        GetObjectMetadataResponse found = await _client.AskAsync($"{path} could not be looked at",
            (client, cancel) => client.GetObjectMetadataAsync(address.Bucket, key, cancel), stop).ConfigureAwait(false);
        bool isStored = found.StorageClass is null
            || (found.StorageClass != S3StorageClass.Glacier && found.StorageClass != S3StorageClass.DeepArchive);
        return isStored || found.RestoreExpiration is not null
            ? FileOf(key, found.ETag, found.ContentLength, found.LastModified)
            : throw new FileStoreException(FileStoreProblem.Refused,
                $"{path} lies in an archive ({found.StorageClass}): restore it first.");
    }

    protected override async Task<Stream> OpenAsync(StoredFile file, long offset, CancellationToken stop)
    {
        var request = new GetObjectRequest
        {
            BucketName = address.Bucket,
            Key = KeyOf(file.Path),
            EtagToMatch = $"\"{file.Identity}\"",
            // of a whole object the library compares the sum with the ETag, which not all servers make of one
            ByteRange = offset == 0 && options.Checksums ? null
                : new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-")),
        };
        GetObjectResponse answer = await _client.AskAsync($"{file.Path} could not be read",
            (client, cancel) => client.GetObjectAsync(request, cancel), stop).ConfigureAwait(false);
        string? wrong = Wrong(file, offset, answer);
        if (wrong is null)
        {
            return answer.ResponseStream;
        }

        answer.Dispose();
        throw new FileStoreException(FileStoreProblem.Gone, $"{file.Path} could not be read: {wrong}");
    }

    /// <summary>Why an answer is none to what was asked; servers that do not know the conditions send what they have.</summary>
    private static string? Wrong(StoredFile file, long offset, GetObjectResponse answer) =>
        IdentityOf(answer.ETag) != file.Identity
            ? $"it is another object now (ETag {PlainText.Of(IdentityOf(answer.ETag))}, not {PlainText.Of(file.Identity)})"
            : offset > 0 && (answer.HttpStatusCode != HttpStatusCode.PartialContent || answer.ContentRange?.StartsWith(
                string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-"), StringComparison.Ordinal) == false)
                ? "the server sends other bytes than those that were asked for"
                : null;

    private static string IdentityOf(string? etag) => (etag ?? "").Trim('"');

    private StoredFile FileOf(string key, string? etag, long length, DateTime? modified) =>
        new(address.Root + key, IdentityOf(etag), length, LatestOf(modified ?? DateTime.UnixEpoch));

    /// <summary>Times are known to the second: the latest moment it may have been.</summary>
    private static DateTimeOffset LatestOf(DateTime modified) =>
        DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(modified.ToUniversalTime()).ToUnixTimeSeconds()) + s_lastMoment;

    private string KeyOf(string path) => path[address.Root.Length..];
}
