using System.Buffers.Binary;
using System.Text;
using HotStream.Flume;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Avro RPC over Netty's frames from bytes nobody vouches for. The first octet says how large pieces are, the second whether requests begin
/// with a handshake. Laws: requests are the same whatever the pieces they come in, and are those that a slow reader finds; an event is
/// where this law finds it: a number is octets of seven bits, the lowest first, the last below 128, ten at most and 64 bits, even ones
/// halved, odd ones halved and inverted; bytes and texts are a number and so many octets; a map is blocks of pairs, a list blocks of items,
/// each block a number that is not 0 (of a negative one the count is the opposite, and the octets of the block follow), the last block 0.
/// </summary>
internal sealed class AvroRpcTarget : IFuzzTarget
{
    private const int RequestBytesMax = 64 * 1024;

    public string Name => "avro-rpc";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [3, 0, .. Frame([0, 12, .. "append"u8, 2, 2, (byte)'k', 2, (byte)'v', 0, 8, .. "body"u8])],
        [200, 0, .. Frame([0, 22, .. "appendBatch"u8, 4, 0, 2, (byte)'a', 0, 2, (byte)'b', 1, 6, 0, 2, (byte)'c', 0]), .. Frame([0, 0])],
        [1, 1, .. Frame([.. new byte[16], 2, 4, .. "{}"u8, .. new byte[16], 0, 0, 12, .. "append"u8, 0, 0])],
        [9, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        bool greets = input[1] % 2 != 0;
        byte[] bytes = input[2..].ToArray();
        Check.Same(Slow(bytes, greets), Fast(bytes, 1 + input[0], greets), "requests");
    }

    private static byte[] Frame(byte[] request)
    {
        byte[] head = [0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), request.Length);
        return [.. head, .. request];
    }

    private static string Fast(byte[] bytes, int piece, bool greets)
    {
        var text = new StringBuilder();
        var frame = new FlumeFrame(RequestBytesMax);
        var call = new FlumeCall();
        try
        {
            using var input = new PieceStream(bytes, piece);
            while (frame.Read(input, static () => { }))
            {
                int start = 0;
                if (greets)
                {
                    if (!call.ReadHandshake(frame.Request))
                    {
                        text.Append("no handshake;");
                        continue;
                    }

                    start = call.HandshakeEnd;
                    text.Append(Convert.ToHexString(frame.Request.Slice(call.ClientProtocol.Start, call.ClientProtocol.Length)))
                        .Append(Convert.ToHexString(frame.Request.Slice(call.ServerHash.Start, call.ServerHash.Length)));
                }

                bool isGood = call.Read(frame.Request, start) is null;
                text.Append(isGood ? 'G' : 'B');
                if (isGood)
                {
                    foreach (FlumeEventPlace place in call.Events)
                    {
                        text.Append(' ').Append(Convert.ToHexString(frame.Request.Slice(place.HeadersStart, place.HeadersLength)))
                            .Append('/').Append(Convert.ToHexString(frame.Request.Slice(place.BodyStart, place.BodyLength)));
                    }
                }

                text.Append(';');
            }
        }
        catch (Exception failure) when (failure is FlumeException or EndOfStreamException)
        {
            text.Append('X');
        }

        return text.ToString();
    }

    /// <summary>The law, an octet after the other, with exceptions for what is not there.</summary>
    private static string Slow(byte[] bytes, bool greets)
    {
        var text = new StringBuilder();
        int at = 0;
        while (at < bytes.Length)
        {
            var request = new List<byte>();
            try
            {
                at += 4;
                int pieces = Int(bytes, ref at);
                if (pieces is < 0 or > 1 << 20)
                {
                    return text.Append('X').ToString();
                }

                for (; pieces > 0; pieces--)
                {
                    int length = Int(bytes, ref at);
                    if (length < 0 || length > RequestBytesMax - request.Count)
                    {
                        return text.Append('X').ToString();
                    }

                    request.AddRange(bytes[at..(at + length)]);
                    at += length;
                }
            }
            catch (Exception failure) when (failure is ArgumentException or IndexOutOfRangeException)
            {
                return text.Append('X').ToString();
            }

            text.Append(Call([.. request], greets));
        }

        return text.ToString();
    }

    private static int Int(byte[] bytes, ref int at)
    {
        int value = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
        at += 4;
        return value;
    }

    private static string Call(byte[] request, bool greets)
    {
        var text = new StringBuilder();
        int at = 0;
        if (greets)
        {
            try
            {
                at = 16;
                _ = request[at];
                byte[] protocol = Choice(request, ref at) ? Bytes(request, ref at) : [];
                text.Append(Convert.ToHexString(protocol)).Append(Convert.ToHexString(request[at..(at + 16)]));
                at += 16;
                if (Choice(request, ref at))
                {
                    Map(request, ref at);
                }
            }
            catch (Exception failure) when (failure is ArgumentException or IndexOutOfRangeException or FormatException)
            {
                return "no handshake;";
            }
        }

        try
        {
            var events = new StringBuilder("G");
            Map(request, ref at);
            string name = Encoding.Latin1.GetString(Bytes(request, ref at));
            if (name == "append")
            {
                events.Append(Event(request, ref at));
            }
            else if (name == "appendBatch")
            {
                for (long count = Block(request, ref at); count != 0; count = Block(request, ref at))
                {
                    for (; count > 0; count--)
                    {
                        events.Append(Event(request, ref at));
                    }
                }
            }

            bool isGood = name.Length == 0 || (name is "append" or "appendBatch" && at == request.Length);
            return text.Append(isGood ? events.ToString() : "B").Append(';').ToString();
        }
        catch (Exception failure) when (failure is ArgumentException or IndexOutOfRangeException or FormatException)
        {
            return text.Append("B;").ToString();
        }
    }

    private static bool Choice(byte[] bytes, ref int at)
    {
        long choice = Number(bytes, ref at);
        return choice is 0 or 1 ? choice == 1 : throw new FormatException();
    }

    internal static string Event(byte[] bytes, ref int at)
    {
        int start = at;
        Map(bytes, ref at);
        string headers = Convert.ToHexString(bytes[start..at]);
        return $" {headers}/{Convert.ToHexString(Bytes(bytes, ref at))}";
    }

    internal static void Map(byte[] bytes, ref int at)
    {
        for (long count = Block(bytes, ref at); count != 0; count = Block(bytes, ref at))
        {
            for (; count > 0; count--)
            {
                Bytes(bytes, ref at);
                Bytes(bytes, ref at);
            }
        }
    }

    internal static long Block(byte[] bytes, ref int at)
    {
        long count = Number(bytes, ref at);
        if (count < 0 && (count == long.MinValue || Number(bytes, ref at) < 0))
        {
            throw new FormatException();
        }

        return Math.Abs(count);
    }

    internal static byte[] Bytes(byte[] bytes, ref int at)
    {
        long length = Number(bytes, ref at);
        if (length < 0 || length > bytes.Length - at)
        {
            throw new FormatException();
        }

        at += (int)length;
        return bytes[(at - (int)length)..at];
    }

    private static long Number(byte[] bytes, ref int at)
    {
        UInt128 value = 0;
        for (int i = 0; i < 10; i++)
        {
            byte octet = bytes[at++];
            value += (UInt128)(octet % 128) << (7 * i);
            if (octet < 128)
            {
                return value > ulong.MaxValue ? throw new FormatException()
                    : value % 2 == 0 ? (long)(value / 2) : -(long)(value / 2) - 1;
            }
        }

        throw new FormatException();
    }

    /// <summary>Bytes that come in pieces.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
    }
}
