using Microsoft.Win32.SafeHandles;

namespace HotStream.Io;

/// <summary>A file that was opened for a batch: whatever becomes of its name, its bytes can be read until the batch is done.</summary>
internal sealed record OpenFile(string Path, SafeFileHandle Handle, long Length) : IDisposable
{
    /// <exception cref="IOException">The file cannot be opened: it is gone, a link that leads nowhere, a directory ...</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public static OpenFile At(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            return new OpenFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose() => Handle.Dispose();
}
