using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>
/// Has the disk begin with what a file was given, before anybody waits for it. By itself the system begins after half a minute, or with a
/// tenth of the memory, so that the disk idles until a sync, which then waits for all that came since the one before. It is a hint, on
/// Linux, once a <see cref="StepBytes"/>: what is durable is what was synced. One thread, the file's writer.
/// </summary>
internal partial struct EarlyWriteback
{
    /// <summary>Bytes that are begun with at once: some milliseconds of a disk.</summary>
    public const int StepBytes = 1024 * 1024;

    private const uint Begin = 2; // SYNC_FILE_RANGE_WRITE: begins, and waits for nothing

    private long _begun;

    /// <summary>A file is written up to a length, from its beginning and never back.</summary>
    /// <param name="file">The file; nothing of it is buffered in this process.</param>
    /// <param name="length">Its bytes so far.</param>
    public void Note(SafeFileHandle file, long length)
    {
        long until = length - (length % StepBytes);
        if (until > _begun && OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            _ = SyncRange(file, _begun, until - _begun, Begin); // refused where the file system cannot: then the sync does all
            _begun = until;
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(SafeFileHandle file, long offset, long length, uint flags);
}
