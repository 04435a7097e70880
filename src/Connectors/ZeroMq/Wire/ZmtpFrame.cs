using System.Buffers.Binary;

namespace HotStream.ZeroMq;

/// <summary>
/// The head of a frame of ZMTP 3: one octet of flags (1 more frames follow, 2 the length has eight octets, 4 a command), the length of the
/// body in one octet or in eight, the most significant first.
/// </summary>
internal readonly struct ZmtpFrame
{
    public const byte MoreFlag = 1;
    public const byte LongFlag = 2;
    public const byte CommandFlag = 4;

    private const int ShortHead = 2;
    private const int LongHead = 9;

    private ZmtpFrame(byte flags, int headLength, long bodyLength) => (Flags, HeadLength, BodyLength) = (flags, headLength, bodyLength);

    /// <summary>Whether another frame of the message follows.</summary>
    public bool IsMore => (Flags & MoreFlag) != 0;

    public bool IsCommand => (Flags & CommandFlag) != 0;

    public byte Flags { get; }

    public int HeadLength { get; }

    public long BodyLength { get; }

    /// <summary>Reads the head of a frame; its body need not be here.</summary>
    public static ZmtpError Read(ReadOnlySpan<byte> bytes, out ZmtpFrame frame)
    {
        frame = default;
        if (bytes.IsEmpty)
        {
            return ZmtpError.Incomplete;
        }

        byte flags = bytes[0];
        if (flags > (MoreFlag | LongFlag | CommandFlag))
        {
            return ZmtpError.UnknownFlag;
        }

        if ((flags & (MoreFlag | CommandFlag)) == (MoreFlag | CommandFlag))
        {
            return ZmtpError.CommandOfParts;
        }

        bool isLong = (flags & LongFlag) != 0;
        int head = isLong ? LongHead : ShortHead;
        if (bytes.Length < head)
        {
            return ZmtpError.Incomplete;
        }

        long length = isLong ? BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) : bytes[1];
        frame = new ZmtpFrame(flags, head, length);
        return length < 0 ? ZmtpError.TooLong : ZmtpError.None;
    }
}
