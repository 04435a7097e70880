using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace HotStream.S3;

/// <summary>The requests that make one object, each tried again while the server is away. Thread-safe.</summary>
internal sealed class S3Requests(S3Client client, S3WriteOptions options, string sink, string bucket, string key, TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan s_abortFor = TimeSpan.FromSeconds(3);

    /// <summary>An object at once.</summary>
    public Task PutAsync(ArraySegment<byte> body, CancellationToken stop) => TryAsync(
        (s3, cancel) => s3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = StreamOf(body),
            UseChunkEncoding = options.Checksums,
        }, cancel),
        stop);

    /// <summary>Begins an object of parts.</summary>
    /// <returns>The upload's id.</returns>
    public async Task<string> BeginAsync(CancellationToken stop) => (await TryAsync(
        (s3, cancel) => s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, cancel),
        stop).ConfigureAwait(false)).UploadId;

    /// <summary>A part of it.</summary>
    public async Task<PartETag> PutPartAsync(string upload, int number, ArraySegment<byte> body, CancellationToken stop)
    {
        UploadPartResponse answer = await TryAsync(
            (s3, cancel) => s3.UploadPartAsync(new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = upload,
                PartNumber = number,
                PartSize = body.Count,
                InputStream = StreamOf(body),
                UseChunkEncoding = options.Checksums,
            }, cancel),
            stop).ConfigureAwait(false);
        return new PartETag(answer);
    }

    /// <summary>Makes an object of the parts. Where an earlier attempt has made it and only the answer was lost, that is seen by its
    /// length: whatever else has this name is the same batch.</summary>
    public async Task CompleteAsync(string upload, List<PartETag> parts, long length, CancellationToken stop)
    {
        try
        {
            await TryAsync((s3, cancel) => s3.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload, PartETags = parts }, cancel), stop)
                .ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            GetObjectMetadataResponse found = await TryAsync((s3, cancel) => s3.GetObjectMetadataAsync(bucket, key, cancel), stop)
                .ConfigureAwait(false);
            if (found.ContentLength != length)
            {
                throw;
            }
        }
    }

    /// <summary>Takes back what was sent of it; does not throw.</summary>
    public async Task AbortAsync(string upload)
    {
        using var patience = new CancellationTokenSource(s_abortFor);
        try
        {
            await TryAsync((s3, cancel) => s3.AbortMultipartUploadAsync(bucket, key, upload, cancel), patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            S3Log.NotAborted(logger, sink, PlainText.Of(failure.Message, 300));
        }
    }

    private static MemoryStream StreamOf(ArraySegment<byte> body) => new(body.Array!, body.Offset, body.Count, writable: false);

    private async Task<TAnswer> TryAsync<TAnswer>(Func<AmazonS3Client, CancellationToken, Task<TAnswer>> ask, CancellationToken stop)
    {
        var backoff = new Backoff(options.RetryFor, time);
        while (true)
        {
            try
            {
                return await client.AskAsync($"{sink} could not be written", ask, stop).ConfigureAwait(false);
            }
            catch (FileStoreException failure) when (failure.Problem == FileStoreProblem.Away)
            {
                if (!backoff.TryAgain(out TimeSpan delay))
                {
                    throw new IOException($"{failure.Message} It was tried for {PlainText.Of(options.RetryFor)} (S3WriteOptions.RetryFor).",
                        failure);
                }

                S3Log.TryingAgain(logger, sink, delay.TotalMilliseconds, failure.Message);
                await Task.Delay(delay, time, stop).ConfigureAwait(false);
            }
        }
    }
}
