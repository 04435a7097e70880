using System.Buffers;
using System.Threading.Channels;

namespace HotStream.ZeroMq;

/// <summary>
/// What waits for a peer, as bytes: whole messages, in their order, and before them what must not wait (heartbeats). One part is filled
/// while the other is sent. Everything but <see cref="NewsAsync"/> and <see cref="Sending"/> is used under the hub's gate.
/// </summary>
internal sealed class ZeroMqQueue
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _urgent = new();
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();

    /// <summary>Bytes that wait and are not being sent.</summary>
    public int Bytes => _filling.WrittenCount;

    /// <summary>Messages that wait.</summary>
    public int Messages { get; private set; }

    /// <summary>Messages that are being sent.</summary>
    public int MessagesSending { get; private set; }

    /// <summary>What is being sent.</summary>
    public ReadOnlyMemory<byte> Sending => _sending.WrittenMemory;

    /// <summary>What waits.</summary>
    public ReadOnlySpan<byte> Waiting => _filling.WrittenSpan;

    public bool IsEmpty => _filling.WrittenCount + _urgent.WrittenCount == 0;

    public void Add(ReadOnlySpan<byte> bytes, int messages)
    {
        _filling.Write(bytes);
        Messages += messages;
    }

    /// <summary>For what goes before all messages.</summary>
    public IBufferWriter<byte> Urgent => _urgent;

    /// <summary>What waits is now being sent.</summary>
    public void Swap()
    {
        _sending.ResetWrittenCount();
        if (_urgent.WrittenCount > 0)
        {
            _sending.Write(_urgent.WrittenSpan);
            _sending.Write(_filling.WrittenSpan);
            _urgent.ResetWrittenCount();
            _filling.ResetWrittenCount();
        }
        else
        {
            (_filling, _sending) = (_sending, _filling);
        }

        (MessagesSending, Messages) = (Messages, 0);
    }

    /// <summary>It was sent.</summary>
    /// <returns>How many messages that were.</returns>
    public int Sent()
    {
        int count = MessagesSending;
        MessagesSending = 0;
        return count;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        _filling.ResetWrittenCount();
        Messages = 0;
    }

    /// <summary>From any thread: there is something to send, or to look after.</summary>
    public void Wake() => _news.Writer.TryWrite(true);

    /// <summary>Waits until it is woken, without allocating; one waits at a time.</summary>
    public ValueTask<bool> NewsAsync() => _news.Reader.ReadAsync(CancellationToken.None);
}
