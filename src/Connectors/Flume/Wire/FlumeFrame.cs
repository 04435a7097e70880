using System.Buffers.Binary;

namespace HotStream.Flume;

/// <summary>
/// A request as Avro's transport over Netty sends it: a serial number and a number of pieces, four octets each, the most significant first,
/// then each piece with its length before it. The pieces one behind the other are the request. The answer has the same serial number.
/// </summary>
internal sealed class FlumeFrame(int bytesMax)
{
    private const int FirstBytes = 16 * 1024;
    private const int PiecesMax = 1 << 20;
    private const int HeadLength = 8;

    private byte[] _bytes = new byte[FirstBytes];

    public int Serial { get; private set; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Request => _bytes.AsSpan(0, Length);

    /// <summary>Reads the next request; waits for it.</summary>
    /// <param name="input">Where it comes from.</param>
    /// <param name="begun">Called when its first octet is here.</param>
    /// <returns>False when the connection ended before its first octet.</returns>
    /// <exception cref="FlumeException">It is too large, or none.</exception>
    /// <exception cref="EndOfStreamException">The connection ended in its midst.</exception>
    public bool Read(Stream input, Action begun)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (input.Read(head[..1]) == 0)
        {
            return false;
        }

        begun();
        input.ReadExactly(head[1..]);
        Serial = BinaryPrimitives.ReadInt32BigEndian(head);
        int pieces = BinaryPrimitives.ReadInt32BigEndian(head[sizeof(int)..]);
        if (pieces is < 0 or > PiecesMax)
        {
            throw new FlumeException($"it sends what is no Avro RPC over Netty (a request of {pieces} pieces): is compression or TLS on at "
                + "one side only?");
        }

        Length = 0;
        for (; pieces > 0; pieces--)
        {
            input.ReadExactly(head[..sizeof(int)]);
            int length = BinaryPrimitives.ReadInt32BigEndian(head);
            if (length < 0 || length > bytesMax - Length)
            {
                throw new FlumeException(length < 0 ? "a piece of its request has a negative length"
                    : $"its request has more than {bytesMax} bytes; raise FlumeListenerOptions.RequestBytesMax, or let the agent send "
                    + "smaller batches");
            }

            ReadPiece(input, length);
        }

        return true;
    }

    /// <summary>A large request has what has come of it in memory, not what it says.</summary>
    private void ReadPiece(Stream input, int length)
    {
        while (length > 0)
        {
            if (Length == _bytes.Length)
            {
                Array.Resize(ref _bytes, (int)Math.Min(bytesMax, _bytes.Length * 2L));
            }

            int part = Math.Min(length, _bytes.Length - Length);
            input.ReadExactly(_bytes.AsSpan(Length, part));
            Length += part;
            length -= part;
        }
    }
}
