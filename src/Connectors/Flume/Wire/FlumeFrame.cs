using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace HotStream.Flume;

/// <summary>
/// A request or an answer as Avro's transport over Netty sends it: a serial number and a number of pieces, four octets each, the most
/// significant first, then each piece with its length before it. The pieces one behind the other are the message. An answer has the serial
/// number of its request.
/// </summary>
/// <param name="bytesMax">Most bytes of a message.</param>
/// <param name="what">What messages are to us: <c>request</c>.</param>
/// <param name="advice">What to do about one that is larger.</param>
internal sealed class FlumeFrame(int bytesMax, string what = "request", string advice = FlumeFrame.OfListener)
{
    private const string OfListener = "raise FlumeListenerOptions.RequestBytesMax, or let the agent send smaller batches";
    private const int FirstBytes = 16 * 1024;
    private const int PiecesMax = 1 << 20;
    private const int HeadLength = 8;

    private readonly byte[] _head = new byte[HeadLength];
    private byte[] _bytes = new byte[FirstBytes];

    public int Serial { get; private set; }

    public int Length { get; private set; }

    /// <summary>The message that was read.</summary>
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
        for (int pieces = Begin(head); pieces > 0; pieces--)
        {
            input.ReadExactly(head[..sizeof(int)]);
            ReadPiece(input, LengthOf(head));
        }

        return true;
    }

    /// <summary>Reads the next message, by asynchronous calls.</summary>
    /// <exception cref="FlumeException">It is too large, or none.</exception>
    /// <exception cref="EndOfStreamException">The connection ended.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(Stream input, CancellationToken stop)
    {
        await input.ReadExactlyAsync(_head, stop).ConfigureAwait(false);
        for (int pieces = Begin(_head); pieces > 0; pieces--)
        {
            await input.ReadExactlyAsync(_head.AsMemory(0, sizeof(int)), stop).ConfigureAwait(false);
            for (int length = LengthOf(_head); length > 0;)
            {
                int part = MakeRoom(length);
                await input.ReadExactlyAsync(_bytes.AsMemory(Length, part), stop).ConfigureAwait(false);
                Length += part;
                length -= part;
            }
        }
    }

    private int Begin(ReadOnlySpan<byte> head)
    {
        Serial = BinaryPrimitives.ReadInt32BigEndian(head);
        Length = 0;
        int pieces = BinaryPrimitives.ReadInt32BigEndian(head[sizeof(int)..]);
        return pieces is >= 0 and <= PiecesMax ? pieces
            : throw new FlumeException($"it sends what is no Avro RPC over Netty (a {what} of {pieces} pieces): is compression or TLS on "
                + "at one side only?");
    }

    private int LengthOf(ReadOnlySpan<byte> head)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        return length >= 0 && length <= bytesMax - Length ? length
            : throw new FlumeException(length < 0 ? $"a piece of its {what} has a negative length"
                : $"its {what} has more than {bytesMax} bytes; {advice}");
    }

    /// <summary>A large request has what has come of it in memory, not what it says.</summary>
    private void ReadPiece(Stream input, int length)
    {
        while (length > 0)
        {
            int part = MakeRoom(length);
            input.ReadExactly(_bytes.AsSpan(Length, part));
            Length += part;
            length -= part;
        }
    }

    /// <summary>Makes room for more bytes, and says for how many of them there is.</summary>
    private int MakeRoom(int length)
    {
        if (Length == _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(bytesMax, _bytes.Length * 2L));
        }

        return Math.Min(length, _bytes.Length - Length);
    }
}
