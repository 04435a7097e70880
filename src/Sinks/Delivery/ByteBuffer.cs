using System.Buffers;

namespace HotStream.Sinks;

/// <summary>
/// Bytes in a pooled array that grows, and can be cut back to any length: what a record that cannot be encoded has left
/// is taken back. Not thread-safe.
/// </summary>
internal class ByteBuffer(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>All bytes, for who changes them in place; good until more is written.</summary>
    protected Memory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>What was written from a length on.</summary>
    public Span<byte> WrittenFrom(int length) => _bytes.AsSpan(length, Length - length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    /// <summary>Forgets all but the first bytes.</summary>
    public void CutTo(int length) => Length = length;

    public virtual void Clear() => Length = 0;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < Math.Max(count, 1))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(2L * _bytes.Length, (long)Length + count));
            Written.CopyTo(larger);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = larger;
        }
    }
}
