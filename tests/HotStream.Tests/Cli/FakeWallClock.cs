namespace HotStream.Tests.Cli;

/// <summary>
/// A wall clock of one process that is moved while the process runs, by libfaketime; its monotonic clock is the machine's.
/// </summary>
internal sealed class FakeWallClock : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-clock-");

    public FakeWallClock() => Set("+0");

    /// <summary>The library that is loaded before all others; null where Debian's package faketime is not installed.</summary>
    public static string? Library { get; } = Find();

    /// <summary>What a process needs in its environment to read this clock.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = Offset,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", // without it the library ends waits for conditions of the monotonic clock at once
    };

    /// <summary>The file with the distance from the true time.</summary>
    public string Offset => Path.Combine(_directory.FullName, "offset");

    /// <summary>Moves the clock to a distance from the true time, such as <c>-1h</c> or <c>+5y</c>.</summary>
    public void Set(string offset)
    {
        string written = Path.Combine(_directory.FullName, "new");
        File.WriteAllText(written, offset);
        File.Move(written, Offset, overwrite: true); // never seen half written
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string? Find() => !OperatingSystem.IsLinux()
        ? null
        : new[] { "/usr/lib", "/usr/lib64" }.Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root).Append(root))
            .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists);
}
