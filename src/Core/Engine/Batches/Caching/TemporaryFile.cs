using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>A file of no name, or of a name that goes with it: nothing is left even when the process is killed.</summary>
internal static class TemporaryFile
{
    /// <summary>Opens an empty file in a folder, which is made if it is not there.</summary>
    public static SafeFileHandle Open(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"hotstream-{Guid.NewGuid():N}.spill");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete,
            FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path); // the open file lives on
        }

        return file;
    }
}
