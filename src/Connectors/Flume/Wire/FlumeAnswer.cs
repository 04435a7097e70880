using System.Buffers;
using System.Buffers.Binary;

namespace HotStream.Flume;

/// <summary>Answers of Avro RPC, in one piece. Used again.</summary>
internal sealed class FlumeAnswer
{
    private const int HeadLength = 12;
    private const byte Both = 0; // both sides have each other's protocol
    private const byte Client = 1; // the client has not ours
    private const byte None = 2; // we have not the client's

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Begin(int serial)
    {
        _bytes.ResetWrittenCount();
        Span<byte> head = _bytes.GetSpan(HeadLength);
        BinaryPrimitives.WriteInt32BigEndian(head, serial);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], 1);
        _bytes.Advance(HeadLength);
    }

    /// <summary>Answers a handshake; with the text of our protocol, unless the client has shown that it has it.</summary>
    public void Handshake(bool knowsClient, bool isKnown)
    {
        bool isShort = knowsClient && isKnown;
        AvroWriter.Long(_bytes, !knowsClient ? None : isKnown ? Both : Client);
        AvroWriter.Long(_bytes, isShort ? 0 : 1);
        if (!isShort)
        {
            AvroWriter.Bytes(_bytes, FlumeProtocol.Text);
        }

        AvroWriter.Long(_bytes, isShort ? 0 : 1);
        if (!isShort)
        {
            _bytes.Write(FlumeProtocol.Hash);
        }

        AvroWriter.Long(_bytes, 0); // no metadata
    }

    /// <summary>The call succeeded; a ping has no status.</summary>
    public void Status(FlumeStatus? status)
    {
        AvroWriter.Long(_bytes, 0); // no metadata
        AvroWriter.Octet(_bytes, 0); // no error
        if (status is { } known)
        {
            AvroWriter.Long(_bytes, (long)known);
        }
    }

    /// <summary>The call was refused.</summary>
    public void Error(string reason)
    {
        AvroWriter.Long(_bytes, 0);
        AvroWriter.Octet(_bytes, 1);
        AvroWriter.Long(_bytes, 0); // a text
        AvroWriter.Bytes(_bytes, System.Text.Encoding.UTF8.GetBytes(reason));
    }

    public void End()
    {
        // its length is known now; the buffer is ours
        Span<byte> whole = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32BigEndian(whole[8..], whole.Length - HeadLength);
    }
}
