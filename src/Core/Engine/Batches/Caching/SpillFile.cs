using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>
/// Records of one partition on disk, written once from start to end. One thread while it is written; then any number of readers.
/// </summary>
internal sealed class SpillFile(SafeFileHandle handle, Action<long> onWritten, Action onClosed) : IDisposable
{
    public const int BufferLength = 64 * 1024;
    public const int NullLength = -1;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _filled;

    /// <summary>Bytes in the file.</summary>
    public long Length { get; private set; }

    public void Write<T>(T value)
    {
        int size = Unsafe.SizeOf<T>();
        if (size > _buffer.Length)
        {
            throw new NotSupportedException(
                $"A record of type {typeof(T)} takes {size} bytes, more than {BufferLength}; use StorageLevel.Memory.");
        }

        if (_filled + size > _buffer.Length)
        {
            Flush();
        }

        Unsafe.WriteUnaligned(ref _buffer[_filled], value);
        _filled += size;
    }

    /// <summary>Writes the length, then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        if (_filled + bytes.Length > _buffer.Length)
        {
            Flush();
        }

        if (bytes.Length > _buffer.Length)
        {
            Append(bytes);
        }
        else
        {
            bytes.CopyTo(_buffer.AsSpan(_filled));
            _filled += bytes.Length;
        }
    }

    public void WriteString(string? text)
    {
        if (text is null)
        {
            Write(NullLength);
            return;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.Unicode.GetByteCount(text));
        WriteBytes(bytes.AsSpan(0, Encoding.Unicode.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Nothing more will be written.</summary>
    public void Complete()
    {
        Flush();
        onWritten(Length);
        ReturnBuffer();
    }

    /// <summary>Reads from a place on; less than asked for only at the end.</summary>
    public int Read(long position, Span<byte> bytes)
    {
        int read = 0;
        int more;
        while (read < bytes.Length && (more = RandomAccess.Read(handle, bytes[read..], position + read)) > 0)
        {
            read += more;
        }

        return read;
    }

    public void Dispose()
    {
        ReturnBuffer();
        handle.Dispose();
        onClosed();
    }

    private void Flush()
    {
        Append(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, Length);
        Length += bytes.Length;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
