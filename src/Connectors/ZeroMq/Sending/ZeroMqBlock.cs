using System.Buffers;

namespace HotStream.ZeroMq;

/// <summary>Messages of a block of records as they go over the wire, and where in them the topic is. Belongs to a writer.</summary>
internal sealed class ZeroMqBlock
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Message> _messages = [];

    public int Count => _messages.Count;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _messages.Clear();
    }

    /// <summary>Adds a message of a topic and a body, or, without a topic, of a body.</summary>
    public void Add(bool hasTopic, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body)
    {
        int start = _bytes.WrittenCount;
        if (hasTopic)
        {
            ZmtpWriter.Frame(_bytes, topic, ZmtpFrame.MoreFlag);
        }

        int topicEnd = _bytes.WrittenCount;
        ZmtpWriter.Frame(_bytes, body);
        _messages.Add(hasTopic ? new Message(start, _bytes.WrittenCount - start, topicEnd - topic.Length, topic.Length)
            : new Message(start, _bytes.WrittenCount - start, _bytes.WrittenCount - body.Length, body.Length));
    }

    /// <summary>The whole of a message.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => _bytes.WrittenSpan.Slice(_messages[index].Start, _messages[index].Length);

    /// <summary>Its first frame, by which subscribers choose.</summary>
    public ReadOnlySpan<byte> Topic(int index) => _bytes.WrittenSpan.Slice(_messages[index].TopicStart, _messages[index].TopicLength);

    private readonly record struct Message(int Start, int Length, int TopicStart, int TopicLength);
}
