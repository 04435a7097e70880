using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Reads records back. Text goes into slabs: while whoever reads keeps no records they are used over and over, otherwise they live as long
/// as the batch. One thread.
/// </summary>
internal sealed class SpillReader(SpillFile file, BatchScope scope) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(SpillFile.BufferLength);
    private readonly List<Slab> _full = [];
    private Slab? _slab;
    private int _slabFilled;
    private long _position; // of the end of the buffer in the file
    private int _start;
    private int _end;

    public T Read<T>()
    {
        Ensure(Unsafe.SizeOf<T>());
        T value = Unsafe.ReadUnaligned<T>(ref _buffer[_start]);
        _start += Unsafe.SizeOf<T>();
        return value;
    }

    public Utf8Slice ReadText()
    {
        int length = Read<int>();
        if (length <= Utf8Slice.InlineCapacity)
        {
            Ensure(length);
            Utf8Slice inline = Utf8Slice.FromInline(_buffer.AsSpan(_start, length));
            _start += length;
            return inline;
        }

        if (_slab is null || _slab.Capacity - _slabFilled < length)
        {
            if (_slab is not null)
            {
                _full.Add(_slab);
            }

            _slab = SlabPool.Rent(Math.Max(length, Slab.StandardCapacity));
            _slabFilled = 0;
        }

        ReadInto(_slab.Bytes.Slice(_slabFilled, length));
        _slabFilled += length;
        return _slab.Slice(_slabFilled - length, length);
    }

    public string? ReadString()
    {
        int length = Read<int>();
        return length < 0 ? null
            : string.Create(length / sizeof(char), this, static (text, reader) => reader.ReadInto(MemoryMarshal.AsBytes(text)));
    }

    /// <summary>The records read so far were handed on; <paramref name="keeps"/> says whether their text is still needed.</summary>
    public void PassOn(bool keeps)
    {
        foreach (Slab slab in _full)
        {
            LetGo(slab, keeps);
        }

        _full.Clear();
        _slabFilled = keeps ? _slabFilled : 0;
    }

    /// <summary>All records were handed on.</summary>
    public void End(bool keeps)
    {
        PassOn(keeps);
        if (_slab is not null)
        {
            LetGo(_slab, keeps);
            _slab = null;
        }
    }

    public void Dispose()
    {
        End(keeps: true); // after a failure somebody may hold what was handed on
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void LetGo(Slab slab, bool keeps)
    {
        if (keeps)
        {
            scope.Keep(slab);
        }
        else
        {
            slab.Release();
        }
    }

    private void ReadInto(Span<byte> bytes)
    {
        int ready = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, ready).CopyTo(bytes);
        _start += ready;
        if (ready < bytes.Length)
        {
            int read = file.Read(_position, bytes[ready..]);
            _position += read;
            ThrowIfShort(read, bytes.Length - ready);
        }
    }

    private void Ensure(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int read = file.Read(_position, _buffer.AsSpan(_end));
        _position += read;
        _end += read;
        ThrowIfShort(_end, bytes);
    }

    private static void ThrowIfShort(int read, int needed)
    {
        if (read < needed)
        {
            throw new EndOfStreamException("A file of spilled records ends too early: something else wrote to it, or the disk lost data.");
        }
    }
}
