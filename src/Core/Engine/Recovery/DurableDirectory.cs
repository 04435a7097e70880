using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Makes names durable: on Unix a file created or renamed is certain to be found after a loss of power only
/// when its directory was synced too.
/// </summary>
public static partial class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <summary>Hears of each directory once it is synced: for tests, since a process that is killed loses nothing either way.</summary>
    internal static event Action<string>? Synced;

    /// <summary>
    /// Waits until the names in a directory are on the disk. Does nothing on Windows, whose file system logs names itself.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

#if HOTSTREAM_TWIN
        if (Twin.SyncsNoDirectory)
        {
            return;
        }
#endif

        int file = Open(directory, ReadOnly);
        bool isSynced = file >= 0 && Sync(file) == 0;
        int error = Marshal.GetLastPInvokeError();
        if (file >= 0)
        {
            _ = Close(file);
        }

        if (!isSynced)
        {
            throw new IOException($"Directory {directory} could not be synced: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        Synced?.Invoke(directory);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
