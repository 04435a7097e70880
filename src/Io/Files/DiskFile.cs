using Microsoft.Win32.SafeHandles;

namespace HotStream.Io;

/// <summary>A file of a disk that was opened for a batch.</summary>
internal sealed record DiskFile(string Path, SafeFileHandle Handle, long Length) : OpenFile(Path, Length)
{
    /// <exception cref="IOException">The file cannot be opened: it is gone, a link that leads nowhere, a directory ...</exception>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public static DiskFile At(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            return new DiskFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override FileBytes Bytes() => new DiskBytes(Handle);

    protected override void Close() => Handle.Dispose();

    private sealed class DiskBytes(SafeFileHandle handle) : FileBytes
    {
        public override int Read(Span<byte> into, long offset) => RandomAccess.Read(handle, into, offset);
    }
}
