using System.Globalization;

namespace HotStream.Nats;

/// <summary>
/// What the subject that a message of JetStream is acknowledged on says:
/// <c>$JS.ACK.STREAM.CONSUMER.DELIVERED.SEQUENCE.ITS.TIME.PENDING</c>,
/// or, of newer servers, with domain and account before the stream and something random at the end.
/// </summary>
internal static class NatsReply
{
    private const int OldTokens = 9;
    private const int NewTokensLeast = 11;

    public static bool TryParse(string reply, out long sequence, out long pending)
    {
        (sequence, pending) = (0, 0);
        ReadOnlySpan<char> text = reply;
        int tokens = text.Count('.') + 1;
        if (!text.StartsWith("$JS.ACK.", StringComparison.Ordinal) || (tokens != OldTokens && tokens < NewTokensLeast))
        {
            return false;
        }

        int shift = tokens == OldTokens ? 0 : 2;
        int at = 0;
        bool isWhole = true;
        foreach (Range token in text.Split('.'))
        {
            if (at == 5 + shift)
            {
                isWhole &= long.TryParse(text[token], NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
            }
            else if (at == 8 + shift)
            {
                isWhole &= long.TryParse(text[token], NumberStyles.None, CultureInfo.InvariantCulture, out pending);
            }

            at++;
        }

        return isWhole && sequence > 0;
    }
}
