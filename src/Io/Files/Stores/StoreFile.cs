namespace HotStream.Io;

/// <summary>A file of a store, as it was when it was opened for a batch: each reader has a connection of its own.</summary>
internal sealed record StoreFile(FileStore Store, StoredFile Stored, Action<string> Report, CancellationToken Stop)
    : OpenFile(Stored.Path, Stored.Length)
{
    public override string? Identity => Stored.Identity;

    public override FileBytes Bytes() => new StoreBytes(this);
}
