using System.Buffers;

namespace HotStream.Redis;

/// <summary>Payloads that are sent together, one after the other in one array.</summary>
internal sealed class RedisWindow
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(int Start, int Length)> _places = [];

    public int Count => _places.Count;

    public ReadOnlyMemory<byte> this[int index] => _bytes.WrittenMemory.Slice(_places[index].Start, _places[index].Length);

    public void Add(ReadOnlySpan<byte> payload)
    {
        _places.Add((_bytes.WrittenCount, payload.Length));
        _bytes.Write(payload);
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _places.Clear();
    }
}
