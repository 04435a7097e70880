using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace HotStream.S3;

/// <summary>
/// A client of S3 that asks once: who uses it knows how long to try again. Made with the first request, so that credentials that are not
/// there are an error like those that are refused. Thread-safe.
/// </summary>
internal sealed class S3Client
{
    private readonly S3ConnectionOptions _options;
    private readonly Lazy<AmazonS3Client> _client;

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public S3Client(S3ConnectionOptions options)
    {
        options.Check();
        _options = options;
        _client = new Lazy<AmazonS3Client>(Create, LazyThreadSafetyMode.PublicationOnly); // tried again when it failed
    }

    /// <summary>Asks once.</summary>
    /// <param name="failed">What is said when it fails: <c>s3 bucket/path could not be listed</c>.</param>
    /// <param name="ask">The request, its answer included.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FileStoreException">It failed; the message says what to do, and shows no secret.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(string failed, Func<AmazonS3Client, CancellationToken, Task<TAnswer>> ask,
        CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_options.Timeout);
        try
        {
            return await ask(_client.Value, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            throw S3Errors.Explain(failed, failure);
        }
    }

    /// <summary>Asks for all objects there are, page by page.</summary>
    /// <param name="name">What is listed, as messages name it.</param>
    /// <param name="request">Which; its continuation token is written.</param>
    /// <param name="found">Takes each of them.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FileStoreException">It failed, or the server says that there is more, and not where.</exception>
    public async Task ListAsync(string name, ListObjectsV2Request request, Action<S3Object> found, CancellationToken stop)
    {
        string failed = $"{name} could not be listed";
        do
        {
            ListObjectsV2Response page = await AskAsync(
                failed, (client, cancel) => client.ListObjectsV2Async(request, cancel), stop).ConfigureAwait(false);
            page.S3Objects?.ForEach(found);
            string? before = request.ContinuationToken;
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken ?? "" : null;
            if (request.ContinuationToken is "" || (request.ContinuationToken is not null && request.ContinuationToken == before))
            {
                throw new FileStoreException(FileStoreProblem.Refused, $"{failed}: the server says that there is more, and not where. "
                    + "Is it one of S3's protocol (ListObjectsV2)?");
            }
        }
        while (request.ContinuationToken is not null);
    }

    private AmazonS3Client Create()
    {
        bool isAmazons = _options.ServiceUrl is null;
        var config = new AmazonS3Config
        {
            ForcePathStyle = _options.PathStyle ?? !isAmazons,
            MaxErrorRetry = 0,
            RequestChecksumCalculation =
                _options.Checksums ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation =
                _options.Checksums ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new S3Sockets(_options.Tls, _options.Timeout),
        };
        if (!isAmazons)
        {
            config.ServiceURL = _options.ServiceUrl;
            config.AuthenticationRegion = _options.Region ?? "us-east-1";
        }
        else if (_options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return _options.AccessKey is not { } key ? new AmazonS3Client(config)
            : _options.SessionToken is { } token
                ? new AmazonS3Client(new SessionAWSCredentials(key, _options.SecretKey, token), config)
                : new AmazonS3Client(new BasicAWSCredentials(key, _options.SecretKey), config);
    }
}
