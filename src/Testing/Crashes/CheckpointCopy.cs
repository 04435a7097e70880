namespace HotStream.Testing;

/// <summary>A checkpoint directory as a killed process leaves it, copied while the process goes on.</summary>
internal static class CheckpointCopy
{
    private const string LockName = "lock";
    private const string Unfinished = ".new";
    private const string LogName = "batches.log";

    /// <summary>Copies all files, except the lock.</summary>
    public static void Take(string from, string to)
    {
        while (!TryTake(from, to))
        {
            Directory.Delete(to, recursive: true); // a file was renamed meanwhile
        }
    }

    /// <summary>The last bytes of the log are missing.</summary>
    public static void CutLog(string directory)
    {
        string log = Path.Combine(directory, LogName);
        Cut(log, new FileInfo(log).Length - 1);
    }

    /// <summary>Half of the newest checkpoint is missing.</summary>
    public static void CutNewest(string directory)
    {
        CheckpointInfo newest = CheckpointDirectory.Read(directory).Checkpoints[^1];
        Cut(newest.Path, newest.Bytes / 2);
    }

    private static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    private static bool TryTake(string from, string to)
    {
        Directory.CreateDirectory(to);
        try
        {
            foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (file.EndsWith(Unfinished, StringComparison.Ordinal))
                {
                    File.Create(copy).Dispose(); // whoever writes it lets nobody read it: it has come to nothing
                }
                else if (Path.GetFileName(file) != LockName)
                {
                    using var read = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using FileStream written = File.Create(copy);
                    read.CopyTo(written);
                }
            }

            return true;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
