using System.Buffers;

namespace HotStream.Mqtt;

/// <summary>Packets one after the other in chunks that are used again; a packet lies in one chunk.</summary>
internal sealed class MqttChunks : IBufferWriter<byte>
{
    private const int StandardBytes = 64 * 1024;
    private const int FreeMax = 64;

    private readonly Queue<MqttChunk> _used = [];
    private readonly Stack<MqttChunk> _free = [];

    /// <summary>The chunk that is written to; null before the first packet.</summary>
    public MqttChunk? Current { get; private set; }

    /// <summary>Where the last packet begins.</summary>
    public int LastStart { get; private set; }

    public void Advance(int count)
    {
        LastStart = Current!.Used;
        Current.Used += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (Current is null || Current.Bytes.Length - Current.Used < Math.Max(1, sizeHint))
        {
            Current = sizeHint <= StandardBytes && _free.TryPop(out MqttChunk? free) ? free
                : new MqttChunk(Math.Max(StandardBytes, sizeHint));
            _used.Enqueue(Current);
        }

        return Current.Bytes.AsMemory(Current.Used);
    }

    /// <summary>Takes back the chunks all of whose messages are done.</summary>
    /// <param name="head">The first message that is not.</param>
    /// <param name="sending">A chunk that is being read, whatever became of its messages; null for none.</param>
    public void Recycle(long head, MqttChunk? sending)
    {
        while (_used.TryPeek(out MqttChunk? first) && first.Last < head && first != sending)
        {
            first.Used = 0;
            if (first.Bytes.Length > StandardBytes)
            {
                Current = first == Current ? null : Current;
            }
            else if (first == Current)
            {
                return; // goes on from its beginning
            }
            else if (_free.Count < FreeMax)
            {
                _free.Push(first);
            }

            _used.Dequeue();
        }
    }

    /// <summary>Lets go of everything in use, which somebody may still read.</summary>
    public void Clear()
    {
        _used.Clear();
        Current = null;
    }
}
