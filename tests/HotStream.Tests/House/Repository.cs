namespace HotStream.Tests.House;

/// <summary>The repository this test assembly was built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path below the root as it is written in messages and lists: with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The hand-written C# files below a folder.</summary>
    public static IReadOnlyList<string> CSharpFiles(params string[] folder) =>
    [
        .. Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Relative(path).Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
    ];

    /// <summary>The folders directly in a folder, build output excepted.</summary>
    public static IReadOnlyList<string> Folders(params string[] folder) =>
    [
        .. Directory.EnumerateDirectories(PathOf(folder))
            .Select(path => Path.GetFileName(path))
            .Where(name => name is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal)
    ];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HotStream.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No HotStream.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
