namespace HotStream.Tests.Recovery.Copies;

/// <summary>A store that says that it has an object of the log, and has it with the next one only.</summary>
internal sealed class HastyCopies(string root) : DirectoryCopies(root)
{
    private (string Name, byte[] Content)? _late;

    public override async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        if (!name.StartsWith("log/", StringComparison.Ordinal))
        {
            return await base.CreateAsync(name, content, stop);
        }

        bool isFree = _late is not { } late || await base.CreateAsync(late.Name, late.Content, stop);
        _late = (name, content.ToArray());
        return isFree;
    }
}
