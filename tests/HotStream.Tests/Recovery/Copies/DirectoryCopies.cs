namespace HotStream.Tests.Recovery.Copies;

/// <summary>Copies in a directory, and what a test wants to go wrong with them.</summary>
internal class DirectoryCopies(string root) : CheckpointCopies($"directory {root}")
{
    public string Root => root;

    /// <summary>Throws what the store is to throw, given the request.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Called when an object was created.</summary>
    public Action<string>? Created { get; set; }

    protected internal override TimeSpan RetryFor => TimeSpan.FromMilliseconds(300);

    public string PathOf(string name) => Path.Combine(root, name);

    /// <summary>Names of all objects.</summary>
    public string[] Names() => [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)];

    public override Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken stop)
    {
        Before?.Invoke($"list {prefix}");
        return Task.FromResult<IReadOnlyList<string>>(
            [.. Names().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
                && !name.EndsWith(".part", StringComparison.Ordinal))]);
    }

    public override Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        Before?.Invoke($"read {name}");
        return Task.FromResult(File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null);
    }

    public override Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        Before?.Invoke($"create {name}");
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        string part = PathOf($"{name}-{Guid.NewGuid():N}.part");
        File.WriteAllBytes(part, content.Span);
        try
        {
            File.Move(part, PathOf(name), overwrite: false); // a hard link: of all who try one succeeds
        }
        catch (IOException) when (File.Exists(PathOf(name)))
        {
            File.Delete(part);
            return Task.FromResult(false);
        }

        Created?.Invoke(name);
        return Task.FromResult(true);
    }

    public override Task DeleteAsync(string name, CancellationToken stop)
    {
        Before?.Invoke($"delete {name}");
        if (File.Exists(PathOf(name)))
        {
            File.Delete(PathOf(name));
        }

        return Task.CompletedTask;
    }
}
