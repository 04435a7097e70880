using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace HotStream;

/// <summary>
/// What one partition of one operator writes into a checkpoint: sections, each readable by itself. Filled on the partition's worker,
/// between two batches, and written to disk beside the batches that follow. Pooled memory; one owner.
/// </summary>
internal sealed class SnapshotWriter : IBufferWriter<byte>, IDisposable
{
    /// <summary>Rows that a section of columns has at most, so that a section stays far below <see cref="Frame.PayloadMax"/>.</summary>
    public const int RowsPerSection = 4096;

    private readonly List<(byte[] Bytes, int Count)> _sections = [];
    private byte[] _bytes = [];
    private int _count;

    /// <summary>Bytes of all sections.</summary>
    public long Bytes { get; private set; }

    /// <summary>The sections, in the order they were written.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Sections =>
        _sections.Select(section => new ReadOnlyMemory<byte>(section.Bytes, 0, section.Count));

    /// <summary>What was written since the last section's end.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    /// <summary><see cref="Written"/>, for whoever writes it elsewhere before this is used again.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _count);

    /// <summary>Forgets what was written since the last section's end.</summary>
    public void Clear() => _count = 0;

    /// <summary>What was written since the last section's end goes elsewhere, with its array of the shared pool.</summary>
    public (byte[] Pooled, int Count) TakeWritten()
    {
        (byte[] Pooled, int Count) taken = (_bytes, _count);
        _bytes = [];
        _count = 0;
        return taken;
    }

    /// <summary>What was written since the last section's end is a section.</summary>
    /// <exception cref="InvalidOperationException">It is too long.</exception>
    public void EndSection()
    {
        if (_count > Frame.PayloadMax - 1024)
        {
            throw new InvalidOperationException(
                $"A value of the state needs {_count} bytes in a checkpoint, more than {Frame.PayloadMax - 1024}; keep smaller values.");
        }

        _sections.Add((_bytes, _count));
        Bytes += _count;
        _bytes = [];
        _count = 0;
    }

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        _count++;
    }

    public void Write(long value)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(GetSpan(sizeof(long))), value);
        _count += sizeof(long);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _count += bytes.Length;
    }

    /// <summary>A length, 7 bits a byte.</summary>
    public void WriteLength(int value)
    {
        Span<byte> span = GetSpan(5);
        int i = 0;
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            span[i++] = (byte)(rest | 0x80);
            if (rest < 0x80)
            {
                span[i - 1] = (byte)rest;
                break;
            }
        }

        _count += i;
    }

    /// <summary>Bytes with their length before them.</summary>
    public void WriteText(ReadOnlySpan<byte> text)
    {
        WriteLength(text.Length);
        Write(text);
    }

    public void WriteText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        WriteLength(length);
        Encoding.UTF8.GetBytes(text, GetSpan(length));
        _count += length;
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        foreach ((byte[] bytes, _) in _sections)
        {
            Return(bytes);
        }

        Return(_bytes);
        _bytes = [];
        _count = 0;
        Bytes = 0;
        _sections.Clear();
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = checked(_count + Math.Max(1, sizeHint));
        if (needed > _bytes.Length)
        {
            byte[] grown =
                ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(4096, _bytes.Length * 2L))));
            _bytes.AsSpan(0, _count).CopyTo(grown);
            Return(_bytes);
            _bytes = grown;
        }
    }
}
