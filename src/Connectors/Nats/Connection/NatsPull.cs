using System.Globalization;
using System.Text;

namespace HotStream.Nats;

/// <summary>
/// Asks a pull consumer for messages, never for more than there is room for. A request waits at the server; a heartbeat says that it is
/// waited on, so a server that hangs is noticed. One thread.
/// </summary>
internal sealed class NatsPull(NatsInbox inbox, string stream, string consumer)
{
    private const int AtOnce = 5000;

    private static readonly TimeSpan s_expires = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(10);

    private readonly string _subject = $"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}";

    /// <summary>How long to wait at most before <see cref="Ask"/> is called again.</summary>
    public static TimeSpan Patience => s_heartbeat;

    /// <summary>Asks for what there is room for, if that is much, or if nothing is under way.</summary>
    /// <param name="room">Messages that could be taken beside those that were asked for.</param>
    /// <param name="most">Most that are held at a time.</param>
    /// <exception cref="NatsLinkException">The server is silent, though it was asked.</exception>
    public void Ask(long room, int most)
    {
        long asked = inbox.Asked;
        if (asked > 0 && Environment.TickCount64 - inbox.Heard > s_silence.TotalMilliseconds)
        {
            throw new NatsLinkException($"stream {stream}: the server has been silent for {PlainText.Of(s_silence)}, though it was asked.");
        }

        long more = Math.Min(room, AtOnce);
        if (more <= 0 || (asked > 0 && more < Math.Min(most / 2, AtOnce / 2)))
        {
            return;
        }

        string request = string.Create(CultureInfo.InvariantCulture,
            $"{{\"batch\":{more},\"expires\":{(long)s_expires.TotalNanoseconds},\"idle_heartbeat\":{(long)s_heartbeat.TotalNanoseconds}}}");
        inbox.Ask(more);
        inbox.Link.Send(_subject, Encoding.ASCII.GetBytes(request), inbox.Subject);
    }
}
