using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace HotStream.Nats;

/// <summary>
/// What a server says in place of a message: <c>NATS/1.0 408 Request Timeout</c>, and how much of what was asked for will not come.
/// </summary>
/// <param name="Code">Its code.</param>
/// <param name="Text">Its words.</param>
/// <param name="Unsent">Messages that were asked for and will not come; -1 when it does not say.</param>
internal readonly record struct NatsStatus(int Code, string Text, long Unsent)
{
    public const int Heartbeat = 100;
    public const int NothingThere = 404;
    public const int TimedOut = 408;
    public const int Conflict = 409;
    public const int NobodyThere = 503;

    private const int CodeAt = 9;

    /// <summary>The status in a message's headers, if it is one.</summary>
    public static bool TryParse(ReadOnlySequence<byte>? headers, out NatsStatus status)
    {
        status = default;
        if (headers is not { Length: > CodeAt + 2 } given)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[CodeAt + 3];
        given.Slice(0, start.Length).CopyTo(start);
        if (!start.StartsWith("NATS/1.0 "u8) || !Utf8Parser.TryParse(start[CodeAt..], out int code, out int length) || length != 3)
        {
            return false;
        }

        status = code == Heartbeat ? new NatsStatus(code, "", -1) : Read(code, Encoding.UTF8.GetString(given));
        return true;
    }

    /// <summary>Code and words, fit to be shown.</summary>
    public override string ToString() => $"{PlainText.Of(Text, 200)} (code {Code})";

    private static NatsStatus Read(int code, string headers)
    {
        const string Pending = "Nats-Pending-Messages:";
        string[] lines = headers.Split("\r\n");
        string? pending = Array.Find(lines, static line => line.StartsWith(Pending, StringComparison.OrdinalIgnoreCase));
        bool isNumber = long.TryParse(pending?[Pending.Length..], out long unsent);
        return new NatsStatus(code, lines[0][(CodeAt + 3)..].Trim(), isNumber ? unsent : -1);
    }
}
