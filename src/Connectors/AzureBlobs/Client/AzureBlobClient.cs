using Azure;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace HotStream.AzureBlobs;

/// <summary>A client of a container that asks once: who uses it knows how long to try again. Thread-safe.</summary>
internal sealed class AzureBlobClient
{
    private readonly AzureBlobConnectionOptions _options;
    private readonly BlobContainerClient _container;

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public AzureBlobClient(AzureBlobAddress address, AzureBlobConnectionOptions options)
    {
        options.Check();
        _options = options;
        try
        {
            _container = Create().GetBlobContainerClient(address.Container);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            // what the library says of it may have parts of secrets
            throw new ArgumentException("The connection string, key or token cannot be used: correct it. A key is base64, a token of a "
                + "shared access signature its query (sv=...&sig=...), and a TokenCredential needs https.", nameof(options));
        }
    }

    /// <summary>Asks once.</summary>
    /// <param name="failed">What is said when it fails: <c>azure container/path could not be listed</c>.</param>
    /// <param name="ask">The request, its answer included.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="FileStoreException">It failed; the message says what to do, and shows no secret.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(string failed, Func<BlobContainerClient, CancellationToken, Task<TAnswer>> ask,
        CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_options.Timeout);
        try
        {
            return await ask(_container, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            throw AzureBlobErrors.Explain(failed, failure);
        }
    }

    private BlobServiceClient Create()
    {
        BlobClientOptions how = Settings();
        if (_options.ConnectionString is { } connection)
        {
            return new BlobServiceClient(connection, how);
        }

        var server = new Uri(_options.Server);
        return _options.AccountKey is { } key
            ? new BlobServiceClient(server, new StorageSharedKeyCredential(_options.AccountName, key), how)
            : _options.SasToken is { } sas ? new BlobServiceClient(server, new AzureSasCredential(sas), how)
            : _options.Credential is { } credential ? new BlobServiceClient(server, credential, how)
            : new BlobServiceClient(server, how);
    }

    private BlobClientOptions Settings()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // addresses of servers change
        };
        if (_options.Tls is { } tls)
        {
            handler.SslOptions = tls;
        }

        var how = new BlobClientOptions
        {
            TrimBlobNameSlashes = false, // names are taken as they are
            Transport = new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }),
        };
        how.Request100ContinueOptions = new Request100ContinueOptions { Mode = Request100ContinueMode.Never }; // it would ask twice
        how.Retry.MaxRetries = 0;
        how.Retry.NetworkTimeout = _options.Timeout;
        how.Diagnostics.IsTelemetryEnabled = false;
        return how;
    }
}
