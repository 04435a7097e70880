namespace HotStream.Testing;

/// <summary>A part of a store: names that begin with a text.</summary>
internal sealed class CopiesUnder(CheckpointCopies copies, string beginning) : CheckpointCopies(copies.Name)
{
    public override async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken stop) =>
        [.. (await copies.ListAsync(beginning + prefix, stop).ConfigureAwait(false)).Select(name => name[beginning.Length..])];

    public override Task<byte[]?> ReadAsync(string name, CancellationToken stop) => copies.ReadAsync(beginning + name, stop);

    public override Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        copies.CreateAsync(beginning + name, content, stop);

    public override Task DeleteAsync(string name, CancellationToken stop) => copies.DeleteAsync(beginning + name, stop);
}
