using System.Diagnostics;

namespace HotStream.Tests.Recovery;

/// <summary>A small disk of our own at a directory, in memory, that can be filled. Only root may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _directory;

    private SmallDisk(string directory) => _directory = directory;

    public bool IsFull => File.Exists(Filler);

    private string Filler => Path.Combine(_directory, "filler");

    /// <summary>Mounts one; null where that is not allowed.</summary>
    public static SmallDisk? TryMount(string directory, int megabytes)
    {
        Directory.CreateDirectory(directory);
        return Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "hotstream-small", directory)
            ? new SmallDisk(directory) : null;
    }

    /// <summary>Leaves no room at all.</summary>
    public void Fill()
    {
        byte[] block = new byte[64 * 1024];
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (int length = block.Length; length > 0; length /= 2)
        {
            try
            {
                while (true)
                {
                    file.Write(block, 0, length);
                }
            }
            catch (IOException)
            {
                // not even half as much
            }
        }
    }

    public void Free() => File.Delete(Filler);

    /// <summary>What is on it, for who looks for a fault.</summary>
    public void CopyTo(string directory)
    {
        Free();
        Run("cp", "-r", _directory, directory);
    }

    /// <summary>Unmounts it; false while somebody has a file of it open.</summary>
    public bool Unmount() => Run("umount", _directory);

    /// <summary>Unmounts it, also from under whoever uses it still.</summary>
    public void Dispose() => Run("umount", "-l", _directory);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.AwaitExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
