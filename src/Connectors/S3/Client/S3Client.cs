using Amazon;
using Amazon.Runtime;
using Amazon.S3;

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
