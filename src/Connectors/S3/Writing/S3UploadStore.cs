using Amazon.S3;
using Amazon.S3.Model;

namespace HotStream.S3;

/// <summary>Files as objects of a bucket. A part is known by its ETag.</summary>
internal sealed class S3UploadStore(S3Address address, S3WriteOptions options)
    : UploadStore(address.ToString(), $"{options.ServiceUrl} {address.Bucket}")
{
    private readonly S3Client _client = new(options);

    protected override int PartBytes => options.PartBytes;

    protected override int PartsInFlight => options.PartsInFlight;

    protected override TimeSpan RetryFor => options.RetryFor;

    protected override TimeProvider? TimeProvider => options.TimeProvider;

    protected override bool IsAway(Exception failure) => failure is FileStoreException { Problem: FileStoreProblem.Away };

    protected override Task PutAsync(string file, ReadOnlyMemory<byte> content, CancellationToken stop) => AskAsync(
        (s3, cancel) => s3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = address.Bucket,
            Key = file,
            InputStream = StreamOf(content),
            UseChunkEncoding = options.Checksums,
        }, cancel),
        stop);

    protected override async Task<string> BeginAsync(string file, CancellationToken stop) => (await AskAsync(
        (s3, cancel) => s3.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = file }, cancel),
        stop).ConfigureAwait(false)).UploadId;

    protected override async Task<string> PutPartAsync(UploadPart part, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        (await AskAsync(
            (s3, cancel) => s3.UploadPartAsync(new UploadPartRequest
            {
                BucketName = address.Bucket,
                Key = part.File,
                UploadId = part.Upload,
                PartNumber = part.Number,
                PartSize = content.Length,
                InputStream = StreamOf(content),
                UseChunkEncoding = options.Checksums,
            }, cancel),
            stop).ConfigureAwait(false)).ETag;

    /// <summary>Makes an object of the parts. Where an earlier attempt has made it and only the answer was lost, that is seen by its
    /// length: whatever else has this name is the same batch.</summary>
    protected override async Task CompleteAsync(string file, string upload, IReadOnlyList<string> parts, long length,
        CancellationToken stop)
    {
        List<PartETag> etags = [.. parts.Select((etag, index) => new PartETag(index + 1, etag))];
        try
        {
            await AskAsync((s3, cancel) => s3.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = file, UploadId = upload, PartETags = etags },
                cancel), stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            GetObjectMetadataResponse found = await AskAsync(
                (s3, cancel) => s3.GetObjectMetadataAsync(address.Bucket, file, cancel), stop).ConfigureAwait(false);
            if (found.ContentLength != length)
            {
                throw;
            }
        }
    }

    protected override async Task AbortAsync(string file, string upload, CancellationToken stop)
    {
        try
        {
            await AskAsync((s3, cancel) => s3.AbortMultipartUploadAsync(address.Bucket, file, upload, cancel), stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.Problem != FileStoreProblem.Away)
        {
            throw new FileStoreException(failure.Problem, $"{failure.Message} Give the bucket a rule that removes unfinished uploads "
                + "(AbortIncompleteMultipartUpload).", failure);
        }
    }

    private Task<TAnswer> AskAsync<TAnswer>(Func<AmazonS3Client, CancellationToken, Task<TAnswer>> ask, CancellationToken stop) =>
        _client.AskAsync($"{Name} could not be written", ask, stop);
}
