using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>
/// Received bytes of a device that has no slab: the packet it has not finished, and what it says before it is known. The memory grows as
/// the bytes come, whatever length was announced, and is none when there are none. One thread.
/// </summary>
internal sealed class MqttHeld
{
    private const int Least = 4096;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    /// <summary>How many.</summary>
    public int Count => _end - _start;

    /// <summary>Memory held.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Room for more: as much as is there already, so that a long packet is copied only a few times.</summary>
    public Span<byte> GetBuffer()
    {
        if (_buffer.Length - _end < Least)
        {
            int held = _end - _start;
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Least, held * 2));
            Bytes.CopyTo(larger);
            GiveBack();
            (_buffer, _start, _end) = (larger, 0, held);
        }

        return _buffer.AsSpan(_end);
    }

    /// <summary>Takes bytes that were written to the start of the last buffer.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes bytes from elsewhere.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = GetBuffer();
            int count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The first bytes are done with.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Gives memory back that no bytes are in.</summary>
    public void Trim()
    {
        if (_end == 0)
        {
            GiveBack();
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _start = _end = 0;
        Trim();
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true); // passwords are among what is held
            _buffer = [];
        }
    }
}
