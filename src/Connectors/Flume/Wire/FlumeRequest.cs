using System.Buffers;
using System.Buffers.Binary;

namespace HotStream.Flume;

/// <summary>Requests of Avro RPC, in one piece: ours, to a server. Used again.</summary>
internal sealed class FlumeRequest
{
    private const int HeadLength = 12;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The whole request, once it was ended.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Takes what the message wants, behind its name.</summary>
    public IBufferWriter<byte> Output => _bytes;

    /// <summary>Begins a request.</summary>
    /// <param name="serial">Its answer has the same.</param>
    /// <param name="greet">The protocol, in the first request of a connection: we show our text, and are shown the server's.</param>
    /// <param name="message">Its name.</param>
    public void Begin(int serial, FlumeService? greet, ReadOnlySpan<byte> message)
    {
        _bytes.ResetWrittenCount();
        Span<byte> head = _bytes.GetSpan(HeadLength);
        BinaryPrimitives.WriteInt32BigEndian(head, serial);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], 1);
        _bytes.Advance(HeadLength);
        if (greet is not null)
        {
            _bytes.Write(greet.Hash);
            AvroWriter.Long(_bytes, 1);
            AvroWriter.Bytes(_bytes, greet.Text);
            _bytes.Write(stackalloc byte[FlumeProtocol.HashLength]); // we do not know the server's
            AvroWriter.Long(_bytes, 0);                              // no metadata
        }

        AvroWriter.Long(_bytes, 0); // no metadata
        AvroWriter.Bytes(_bytes, message);
    }

    public void End()
    {
        // its length is known now; the buffer is ours
        Span<byte> whole = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32BigEndian(whole[8..], whole.Length - HeadLength);
    }
}
