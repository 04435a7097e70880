using System.Text;

namespace HotStream.ZeroMq;

/// <summary>A command: an octet with the length of its name, the name, and its data.</summary>
internal readonly ref struct ZmtpCommand
{
    public const string Ready = "READY";
    public const string Error = "ERROR";
    public const string Hello = "HELLO";
    public const string Welcome = "WELCOME";
    public const string Initiate = "INITIATE";
    public const string Subscribe = "SUBSCRIBE";
    public const string Cancel = "CANCEL";
    public const string Ping = "PING";
    public const string Pong = "PONG";

    /// <summary>Largest command that is taken: the longest subscription, and room for metadata.</summary>
    public const int BytesMax = 64 * 1024;

    private const int TimeToLive = 2; // octets of a PING before its context
    private const int ContextMax = 16;

    private ZmtpCommand(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Name = name;
        Data = data;
    }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>What a PING wants to have back in the PONG.</summary>
    /// <returns>Whether it is a good PING.</returns>
    public bool TryGetContext(out ReadOnlySpan<byte> context)
    {
        bool isGood = Is(Ping) && Data.Length is >= TimeToLive and <= TimeToLive + ContextMax;
        context = isGood ? Data[TimeToLive..] : default;
        return isGood;
    }

    public bool Is(string name) => Ascii.Equals(Name, name);

    /// <summary>Reads the body of a command frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out ZmtpCommand command)
    {
        command = default;
        if (body.IsEmpty || body[0] == 0 || body.Length <= body[0])
        {
            return false;
        }

        command = new ZmtpCommand(body.Slice(1, body[0]), body[(1 + body[0])..]);
        return true;
    }
}
