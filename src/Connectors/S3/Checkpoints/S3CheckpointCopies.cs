using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using HotStream.S3;

namespace HotStream;

/// <summary>
/// Copies of a checkpoint directory in a bucket of S3, for <see cref="StreamingOptions.CheckpointCopies"/>: a context whose machine is lost
/// goes on from them on another one. The server must know create-only writes (<c>If-None-Match: *</c>), as Amazon's does; a start finds out
/// and refuses one that does not. Thread-safe.
/// </summary>
public sealed class S3CheckpointCopies : CheckpointCopies
{
    private readonly S3Address _address;
    private readonly S3CheckpointOptions _options;
    private readonly S3Client _client;
    private readonly string _root;

    /// <summary>Names the place; nothing is connected yet.</summary>
    /// <param name="address"><c>s3://BUCKET/PATH</c>; each query needs a path of its own.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public S3CheckpointCopies(string address, S3CheckpointOptions? options = null)
        : this(S3Address.Parse(address, nameof(address)), options ?? new S3CheckpointOptions())
    {
    }

    private S3CheckpointCopies(S3Address address, S3CheckpointOptions options)
        : base(address.ToString())
    {
        (_address, _options) = (address, options);
        _client = new S3Client(options);
        _root = address.Path.Length == 0 || address.Path.EndsWith('/') ? address.Path : address.Path + "/";
    }

    /// <inheritdoc/>
    protected override TimeSpan RetryFor => _options.RetryFor;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken stop)
    {
        var names = new List<string>();
        await _client.ListAsync(Name, new ListObjectsV2Request { BucketName = _address.Bucket, Prefix = _root + prefix },
            found => names.Add(found.Key[_root.Length..]), stop).ConfigureAwait(false);
        return names;
    }

    /// <inheritdoc/>
    public override async Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        // of a whole object the library compares the sum with the ETag, which not all servers make of one
        ByteRange? range = _options.Checksums ? null : new ByteRange("bytes=0-");
        try
        {
            return await _client.AskAsync($"{name} of {Name} could not be read", async (client, cancel) =>
            {
                using GetObjectResponse answer = await client.GetObjectAsync(
                    new GetObjectRequest { BucketName = _address.Bucket, Key = _root + name, ByteRange = range }, cancel)
                    .ConfigureAwait(false);
                using var content = new MemoryStream();
                await answer.ResponseStream.CopyToAsync(content, cancel).ConfigureAwait(false);
                return content.Length == answer.ContentLength ? content.ToArray()
                    : throw new IOException($"{content.Length} of {answer.ContentLength} bytes came.");
            }, stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        try
        {
            await _client.AskAsync($"{name} of {Name} could not be written", async (client, cancel) =>
            {
                using MemoryStream body = new(content.ToArray(), writable: false);
                return await client.PutObjectAsync(new PutObjectRequest
                {
                    BucketName = _address.Bucket,
                    Key = _root + name,
                    InputStream = body,
                    UseChunkEncoding = _options.Checksums,
                    IfNoneMatch = "*",
                }, cancel).ConfigureAwait(false);
            }, stop).ConfigureAwait(false);
            return true;
        }
        catch (FileStoreException failure)
            when (failure.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(string name, CancellationToken stop) => _client.AskAsync($"{name} of {Name} could not be removed",
        (client, cancel) => client.DeleteObjectAsync(_address.Bucket, _root + name, cancel), stop);
}
