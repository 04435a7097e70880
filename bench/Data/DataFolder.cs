namespace HotStream.Bench;

/// <summary>Where generated inputs are kept: data/ of the repository, or what --data names.</summary>
internal static class DataFolder
{
    public static string Find(string? wanted)
    {
        var folder = wanted ?? Path.Combine(RepositoryRoot() ?? Environment.CurrentDirectory, "data");
        return Directory.CreateDirectory(folder).FullName;
    }

    private static string? RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HotStream.sln")))
                return folder.FullName;
        }

        return null;
    }
}
