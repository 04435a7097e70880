using System.Runtime.InteropServices;

namespace HotStream.Sinks;

/// <summary>
/// Makes names durable: on Unix a file created or renamed is certain to be found after a loss of power only
/// when its directory was synced too.
/// </summary>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;

    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // the file system logs names itself
        }

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
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
