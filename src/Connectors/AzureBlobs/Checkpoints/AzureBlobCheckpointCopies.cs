using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using HotStream.AzureBlobs;

namespace HotStream;

/// <summary>
/// Copies of a checkpoint directory in a container of Azure's blobs, for <see cref="StreamingOptions.CheckpointCopies"/>: a context whose
/// machine is lost goes on from them on another one. Thread-safe.
/// </summary>
public sealed class AzureBlobCheckpointCopies : CheckpointCopies
{
    private readonly AzureBlobCheckpointOptions _options;
    private readonly AzureBlobClient _client;
    private readonly string _root;

    /// <summary>Names the place; nothing is connected yet.</summary>
    /// <param name="address"><c>azure://CONTAINER/PATH</c>; each query needs a path of its own.</param>
    /// <param name="options">How, and how to get in.</param>
    /// <exception cref="ArgumentException">The address cannot be, or the options do not go together.</exception>
    public AzureBlobCheckpointCopies(string address, AzureBlobCheckpointOptions options)
        : this(AzureBlobAddress.Parse(address, nameof(address)), options)
    {
    }

    private AzureBlobCheckpointCopies(AzureBlobAddress address, AzureBlobCheckpointOptions options)
        : base(address.ToString())
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _client = new AzureBlobClient(address, options);
        _root = address.Path.Length == 0 || address.Path.EndsWith('/') ? address.Path : address.Path + "/";
    }

    /// <inheritdoc/>
    protected override TimeSpan RetryFor => _options.RetryFor;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken stop) => _client.AskAsync(
        $"{Name} could not be listed",
        async (container, cancel) =>
        {
            var names = new List<string>();
            await foreach (BlobItem found in container.GetBlobsAsync(new GetBlobsOptions { Prefix = _root + prefix }, cancel)
                .ConfigureAwait(false))
            {
                names.Add(found.Name[_root.Length..]);
            }

            return (IReadOnlyList<string>)names;
        },
        stop);

    /// <inheritdoc/>
    public override async Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        try
        {
            return await _client.AskAsync($"{name} of {Name} could not be read", async (container, cancel) =>
                (await container.GetBlobClient(_root + name).DownloadContentAsync(cancel).ConfigureAwait(false)).Value.Content.ToArray(),
                stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (failure.InnerException is RequestFailedException { ErrorCode: "BlobNotFound" })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        var how = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            // one request
            TransferOptions = new StorageTransferOptions { InitialTransferSize = content.Length + 1L, MaximumConcurrency = 1 },
        };
        try
        {
            await _client.AskAsync($"{name} of {Name} could not be written", (container, cancel) =>
                container.GetBlobClient(_root + name).UploadAsync(new BinaryData(content), how, cancel), stop).ConfigureAwait(false);
            return true;
        }
        catch (FileStoreException failure) when (failure.InnerException is RequestFailedException
        { Status: 409 or 412, ErrorCode: "BlobAlreadyExists" or "BlobImmutableDueToPolicy" or "ConditionNotMet" })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(string name, CancellationToken stop) => _client.AskAsync($"{name} of {Name} could not be removed",
        (container, cancel) => container.GetBlobClient(_root + name).DeleteIfExistsAsync(cancellationToken: cancel), stop);
}
