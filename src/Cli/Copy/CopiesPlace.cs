namespace HotStream.Cli;

/// <summary>Where a second copy of the checkpoint directory is kept: another machine goes on from it.</summary>
/// <param name="Open">Makes the store; nothing is connected yet.</param>
internal sealed record CopiesPlace(Func<StoreOptions, CheckpointCopies> Open)
{
    /// <summary>What <c>--checkpoint-copy</c> may name: a line for each.</summary>
    public static readonly SchemeTable<CopiesPlace> Table = new(
        "place for copies of checkpoints",
        new(["s3"], "s3://BUCKET/PATH[?server=https://HOST:9000&region=NAME]", OfS3),
        new(["azure", "az"], "azure://ACCOUNT@CONTAINER/PATH[?server=http://HOST:10000/ACCOUNT]", OfAzureBlobs));

    private static CopiesPlace OfS3(AddressReader reader)
    {
        S3Login login = S3Login.Read(reader);
        return new CopiesPlace(store =>
            new S3CheckpointCopies(login.Address, login.Fill(new S3CheckpointOptions { RetryFor = store.RetryFor }, store)));
    }

    private static CopiesPlace OfAzureBlobs(AddressReader reader)
    {
        AzureBlobLogin login = AzureBlobLogin.Read(reader);
        return new CopiesPlace(store =>
            new AzureBlobCheckpointCopies(login.Address, login.Fill(new AzureBlobCheckpointOptions { RetryFor = store.RetryFor }, store)));
    }
}
