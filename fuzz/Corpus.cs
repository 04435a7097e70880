namespace HotStream.Fuzz;

/// <summary>Inputs kept in git: fuzz/Corpora/TARGET/*.bin. A finding that was understood and fixed moves there.</summary>
internal static class Corpus
{
    private static readonly string s_root = FindRoot();

    /// <summary>Where findings are written.</summary>
    public static string Findings { get; } = Path.Combine(s_root, "fuzz", "findings");

    public static IEnumerable<byte[]> Of(IFuzzTarget target)
    {
        string folder = Path.Combine(s_root, "fuzz", "Corpora", target.Name);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.bin").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            : [];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HotStream.sln")))
            {
                return folder.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
