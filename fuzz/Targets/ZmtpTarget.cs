using System.Globalization;
using System.Text;
using HotStream.ZeroMq;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// ZMTP from bytes nobody vouches for. The first octet says who we are and whether a greeting comes first, the second how large pieces are,
/// the third and fourth what a message may have. Laws: the handshake says the same whatever the pieces, and sends the same; messages and
/// commands that come out of pieces are those that a slow reader finds in the whole, by this law:
/// a frame is an octet of flags (1 more, 2 long, 4 command; more and command exclude each other, others are none), a length of 1 or 8
/// octets, a body; a message is the bodies of frames up to the first without more, commands left out; one that is too much is refused once.
/// What is not done with is never more than what a message may have, and a command.
/// </summary>
internal sealed class ZmtpTarget : IFuzzTarget
{
    private const int HeadsMax = 9;

    private static readonly byte[] s_greeting =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NULL"u8, .. new byte[16], 0, .. new byte[31]];

    private static readonly byte[] s_plain =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0, .. "PLAIN"u8, .. new byte[15], 0, .. new byte[31]];

    public string Name => "zmtp";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 3, 20, 3, 1, 1, (byte)'t', 0, 4, .. "body"u8, 4, 7, 4, .. "PING"u8, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2],
        [0, 200, 4, 1, 1, 3, 1, 2, 3, 1, 2, 4, 5, 4, 6, 5, .. "ERROR"u8, 0, 1, 9, 0, 0],
        [1, 7, 9, 9, .. s_greeting, 4, 26, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 4, .. "PUSH"u8, 0, 1, 7],
        [3, 64, 9, 9, .. s_plain, 4, 10, 5, .. "HELLO"u8, 1, (byte)'u', 1, (byte)'p', 4, 29, 8, .. "INITIATE"u8, 11, .. "Socket-Type"u8,
            0, 0, 0, 4, .. "PUSH"u8],
        [5, 1, 9, 9, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 4)
        {
            return;
        }

        int piece = 1 + input[1];
        ReadOnlySpan<byte> bytes = input[4..];
        if (input[0] % 2 != 0)
        {
            int role = input[0] / 2 % 3;
            string whole = Greet(bytes, bytes.Length, role, out int done);
            Check.Same(whole, Greet(bytes, piece, role, out int pieces), "the handshake");
            Check.Same(done, pieces, "octets of the handshake");
            bytes = bytes[done..];
        }

        int bytesMax = 1 + input[2];
        int framesMax = 1 + (input[3] % 8);
        Check.Same(Split(bytes, bytesMax, framesMax), Read(bytes, piece, bytesMax, framesMax), "messages");
    }

    private static string Greet(ReadOnlySpan<byte> bytes, int piece, int role, out int done)
    {
        byte[]? user = role == 0 ? null : [(byte)'u'];
        var handshake = new ZmtpHandshake(new ZmtpRole("PULL", ["PUSH"], user, [(byte)'p'], IsServer: role == 1));
        done = 0;
        int shown = 0;
        while (shown < bytes.Length && !handshake.IsDone && handshake.Problem is null)
        {
            shown = Math.Min(shown + piece, bytes.Length);
            done += handshake.Read(bytes[done..shown]);
        }

        Check.Same(false, handshake.IsDone && handshake.Problem is not null, "done and refused");
        return $"{handshake.IsDone} {handshake.Problem} {Convert.ToHexString(handshake.Output.WrittenSpan)}";
    }

    private static string Read(ReadOnlySpan<byte> bytes, int piece, int bytesMax, int framesMax)
    {
        var reader = new ZmtpReader(bytesMax, framesMax);
        var text = new StringBuilder();
        int start = 0;
        int end = 0;
        while (end < bytes.Length)
        {
            end = Math.Min(end + piece, bytes.Length);
            ZmtpEvent found;
            do
            {
                ReadOnlySpan<byte> unread = bytes[start..end];
                found = reader.Next(unread);
                Say(found, reader, unread, text);
                if (found == ZmtpEvent.Broken)
                {
                    return text.ToString();
                }

                start += reader.Done;
            }
            while (found != ZmtpEvent.Incomplete);

            int held = bytesMax + (HeadsMax * (framesMax + 1)) + (2 * ZmtpCommand.BytesMax);
            Check.Same(true, end - start <= held + piece, "octets that are held");
        }

        return text.ToString();
    }

    private static void Say(ZmtpEvent found, ZmtpReader reader, ReadOnlySpan<byte> unread, StringBuilder text)
    {
        switch (found)
        {
            case ZmtpEvent.Message:
                text.Append('M');
                foreach ((int start, int length) in reader.Frames)
                {
                    text.Append(' ').Append(Convert.ToHexString(unread.Slice(start, length)));
                }

                break;
            case ZmtpEvent.Command:
                text.Append('C').Append(Convert.ToHexString(unread.Slice(reader.Body.Start, reader.Body.Length)));
                break;
            case ZmtpEvent.Refused:
                text.Append(CultureInfo.InvariantCulture, $"R{reader.WholeLength}");
                break;
            case ZmtpEvent.Broken:
                text.Append('X');
                break;
            default:
                return;
        }

        text.Append(';');
    }

    /// <summary>The law, an octet after the other.</summary>
    private static string Split(ReadOnlySpan<byte> bytes, int bytesMax, int framesMax)
    {
        var text = new StringBuilder();
        var frames = new List<string>();
        long held = 0;
        int inside = 0;
        bool isRefused = false;
        int at = 0;
        while (at < bytes.Length)
        {
            int flags = bytes[at];
            bool isCommand = (flags & 4) != 0;
            bool isMore = (flags & 1) != 0;
            if (flags > 7 || (isCommand && isMore))
            {
                return text.Append("X;").ToString();
            }

            int sizes = (flags & 2) != 0 ? 8 : 1;
            if (bytes.Length - at - 1 < sizes)
            {
                break;
            }

            ulong length = 0;
            for (int i = 0; i < sizes; i++)
            {
                length = (length << 8) | bytes[at + 1 + i];
            }

            if (length > (ulong)(isCommand ? ZmtpCommand.BytesMax : ZmtpReader.FrameBytesAbsurd))
            {
                return text.Append("X;").ToString();
            }

            at += 1 + sizes;
            bool isTooMuch = !isCommand && !isRefused && (frames.Count == framesMax || held + (long)length > bytesMax);
            if (isTooMuch)
            {
                text.Append(CultureInfo.InvariantCulture, $"R{held + (long)length};");
                (held, inside, isRefused) = (0, 0, true);
                frames.Clear();
            }

            if ((ulong)(bytes.Length - at) < length)
            {
                break;
            }

            string body = Convert.ToHexString(bytes.Slice(at, (int)length));
            at += (int)length;
            if (isCommand)
            {
                inside += frames.Count > 0 ? 1 + (int)length : 0;
                if (inside > ZmtpCommand.BytesMax)
                {
                    return text.Append("X;").ToString();
                }

                text.Append('C').Append(body).Append(';');
            }
            else if (isRefused)
            {
                isRefused = isMore;
            }
            else
            {
                held += (long)length;
                frames.Add(body);
                if (!isMore)
                {
                    text.Append("M ").AppendJoin(' ', frames).Append(';');
                    (held, inside) = (0, 0);
                    frames.Clear();
                }
            }
        }

        return text.ToString();
    }
}
