using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace HotStream.AzureBlobs;

/// <summary>Files as block blobs of a container. A part is a block, known by a name that no other upload has.</summary>
internal sealed class AzureBlobUploadStore(AzureBlobAddress address, AzureBlobWriteOptions options)
    : UploadStore(address.ToString(), $"{options.Place} {address.Container}")
{
    private readonly AzureBlobClient _client = new(address, options);

    protected override int PartBytes => options.PartBytes;

    protected override int PartsInFlight => options.PartsInFlight;

    protected override TimeSpan RetryFor => options.RetryFor;

    protected override TimeProvider? TimeProvider => options.TimeProvider;

    protected override bool IsAway(Exception failure) => failure is FileStoreException { Problem: FileStoreProblem.Away };

    protected override Task PutAsync(string file, ReadOnlyMemory<byte> content, CancellationToken stop) => MakeAsync(
        file, content.Length,
        async (blob, cancel) =>
        {
            using MemoryStream body = StreamOf(content);
            await blob.UploadAsync(body, new BlobUploadOptions
            {
                Conditions = Conditions(),
                // one request: what is not smaller than this goes in blocks, whose names are of another length than ours
                TransferOptions = new StorageTransferOptions { InitialTransferSize = content.Length + 1L, MaximumConcurrency = 1 },
            }, cancel).ConfigureAwait(false);
        },
        stop);

    /// <summary>Nothing is asked: blocks need no beginning, but all names of a blob's blocks must be of one length.</summary>
    protected override Task<string> BeginAsync(string file, CancellationToken stop) => Task.FromResult(
        Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture));

    protected override Task<string> PutPartAsync(UploadPart part, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        string id = Convert.ToBase64String(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{part.Upload}{part.Number:D5}")));
        return AskAsync(
            part.File,
            async (blob, cancel) =>
            {
                using MemoryStream body = StreamOf(content);
                await blob.StageBlockAsync(id, body, cancellationToken: cancel).ConfigureAwait(false);
                return id;
            },
            stop);
    }

    /// <summary>Makes a blob of the blocks; asking again after a lost answer makes the same of the same.</summary>
    protected override Task CompleteAsync(string file, string upload, IReadOnlyList<string> parts, long length,
        CancellationToken stop) => MakeAsync(
            file, length,
            (blob, cancel) => blob.CommitBlockListAsync(parts, new CommitBlockListOptions { Conditions = Conditions() }, cancel), stop);

    /// <summary>Blocks that are part of no blob cannot be removed; the server forgets them.</summary>
    protected override Task AbortAsync(string file, string upload, CancellationToken stop) => Task.CompletedTask;

    private BlobRequestConditions? Conditions() => options.CreateOnly ? new BlobRequestConditions { IfNoneMatch = ETag.All } : null;

    /// <summary>Makes a blob. One that is there, where none may be replaced, is this one if it is as long: of an earlier run of its batch,
    /// or of a request whose answer was lost.</summary>
    private async Task MakeAsync(string file, long length, Func<BlockBlobClient, CancellationToken, Task> make, CancellationToken stop)
    {
        try
        {
            await AskAsync(
                file,
                async (blob, cancel) =>
                {
                    await make(blob, cancel).ConfigureAwait(false);
                    return true;
                },
                stop).ConfigureAwait(false);
        }
        catch (FileStoreException failure) when (options.CreateOnly && failure.InnerException is RequestFailedException
        { Status: 409 or 412, ErrorCode: "BlobAlreadyExists" or "BlobImmutableDueToPolicy" or "ConditionNotMet" })
        {
            BlobProperties found = await AskAsync(
                file,
                async (blob, cancel) => (await blob.GetPropertiesAsync(cancellationToken: cancel).ConfigureAwait(false)).Value,
                stop).ConfigureAwait(false);
            if (found.ContentLength != length)
            {
                throw;
            }
        }
    }

    private Task<TAnswer> AskAsync<TAnswer>(string file, Func<BlockBlobClient, CancellationToken, Task<TAnswer>> ask,
        CancellationToken stop) =>
        _client.AskAsync($"{Name} could not be written", (container, cancel) => ask(container.GetBlockBlobClient(file), cancel), stop);
}
