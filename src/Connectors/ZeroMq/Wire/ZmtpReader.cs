namespace HotStream.ZeroMq;

/// <summary>
/// Finds messages and commands in the bytes of a connection, in place: law of both is that whatever pieces the bytes come in, the same
/// messages and commands come out, in their order. A message is frames up to the first without the flag that more follow; commands may
/// stand between them. Holds no bytes: who calls keeps those that are not done, and gives them again with more behind them.
/// </summary>
/// <param name="messageBytesMax">Most bytes of a message's frames together.</param>
/// <param name="framesMax">Most frames of a message.</param>
internal sealed class ZmtpReader(int messageBytesMax, int framesMax)
{
    /// <summary>A frame that says it is longer is none: the connection is left, rather than read over for hours.</summary>
    public const long FrameBytesAbsurd = 1L << 30;

    private readonly (int Start, int Length)[] _frames = new (int, int)[framesMax];
    private int _count;   // frames of the message that is not whole
    private long _bytes;  // of them
    private int _inside;  // bytes of commands that stand in the midst of it
    private int _scanned; // bytes that were looked at and cannot be done with yet
    private long _skip;   // bytes to pass over
    private bool _isSkipping;
    private bool _skipsMore; // and frames behind them

    /// <summary>The frames of the message, or, of one that is refused, those before the frame that is too much.</summary>
    public ReadOnlySpan<(int Start, int Length)> Frames => _frames.AsSpan(0, FrameCount);

    /// <summary>The body of the command; or as much as is here of the frame that is too much.</summary>
    public (int Start, int Length) Body { get; private set; }

    /// <summary>Of the bytes that were shown, those at the beginning that are done with.</summary>
    public int Done { get; private set; }

    /// <summary>Bytes that must come at least before there is anything new, as far as that is known.</summary>
    public int Missing { get; private set; }

    /// <summary>Bytes of a message that is refused, as far as they are known.</summary>
    public long WholeLength { get; private set; }

    /// <summary>Why a message is refused or the connection of no use.</summary>
    public string Problem { get; private set; } = "";

    private int FrameCount { get; set; }

    /// <summary>Looks for the next thing. What it says of places holds for these bytes.</summary>
    /// <param name="unread">All bytes that were not done with.</param>
    public ZmtpEvent Next(ReadOnlySpan<byte> unread)
    {
        (Done, Missing) = (0, 0);
        if (_isSkipping && (_skip > 0 || !_skipsMore))
        {
            return Skip(unread);
        }

        int at = _scanned;
        while (true)
        {
            ZmtpError error = ZmtpFrame.Read(unread[at..], out ZmtpFrame frame);
            if (error == ZmtpError.Incomplete)
            {
                _scanned = at;
                return ZmtpEvent.Incomplete;
            }

            if (error != ZmtpError.None || frame.BodyLength > (frame.IsCommand ? ZmtpCommand.BytesMax : FrameBytesAbsurd))
            {
                Problem = error switch
                {
                    ZmtpError.UnknownFlag => $"a frame has the flags 0x{unread[at]:X2}, which mean nothing",
                    ZmtpError.CommandOfParts => "a command says that more of it follows, which cannot be",
                    ZmtpError.TooLong => "a frame says that it has more than 2^63 bytes",
                    _ => $"a {(frame.IsCommand ? "command" : "frame")} of {frame.BodyLength} bytes is announced, which is none",
                };
                return ZmtpEvent.Broken;
            }

            int body = at + frame.HeadLength;
            if (_isSkipping && !frame.IsCommand)
            {
                (_skip, _skipsMore, Done) = (frame.BodyLength, frame.IsMore, body);
                return ZmtpEvent.Passed;
            }

            bool isMessage = !frame.IsCommand;
            if (isMessage && (_count == _frames.Length || _bytes + frame.BodyLength > messageBytesMax))
            {
                return Refuse(unread, body, frame);
            }

            int length = (int)frame.BodyLength;
            if (unread.Length - body < length)
            {
                _scanned = at;
                Missing = length - (unread.Length - body);
                return ZmtpEvent.Incomplete;
            }

            at = body + length;
            if (frame.IsCommand)
            {
                return Command(body, length);
            }

            _frames[_count++] = (body, length);
            _bytes += length;
            if (!frame.IsMore)
            {
                (FrameCount, Done) = (_count, at);
                (_count, _bytes, _scanned, _inside) = (0, 0, 0, 0);
                return ZmtpEvent.Message;
            }
        }
    }

    private ZmtpEvent Command(int body, int length)
    {
        Body = (body, length);
        if (_count == 0)
        {
            (_scanned, Done) = (0, body + length);
            return ZmtpEvent.Command;
        }

        _scanned = body + length; // its message is kept, and it with it
        _inside += 1 + length; // also of empty ones
        Problem = $"commands of more than {ZmtpCommand.BytesMax} bytes stand in the midst of a message";
        return _inside > ZmtpCommand.BytesMax ? ZmtpEvent.Broken : ZmtpEvent.Command;
    }

    private ZmtpEvent Skip(ReadOnlySpan<byte> unread)
    {
        Done = (int)Math.Min(_skip, unread.Length);
        _skip -= Done;
        _isSkipping = _skip > 0 || _skipsMore;
        return _skip > 0 ? ZmtpEvent.Incomplete : ZmtpEvent.Passed;
    }

    private ZmtpEvent Refuse(ReadOnlySpan<byte> unread, int body, in ZmtpFrame frame)
    {
        Problem = _count == _frames.Length ? $"a message has more than {_frames.Length} frames"
            : $"a message of {_bytes + frame.BodyLength} bytes or more is larger than the maximum of {messageBytesMax}";
        WholeLength = _bytes + frame.BodyLength;
        Body = (body, (int)Math.Min(frame.BodyLength, unread.Length - body));
        FrameCount = _count;
        (_isSkipping, _skip, _skipsMore, Done) = (true, frame.BodyLength, frame.IsMore, body);
        (_count, _bytes, _scanned, _inside) = (0, 0, 0, 0);
        return ZmtpEvent.Refused;
    }
}
