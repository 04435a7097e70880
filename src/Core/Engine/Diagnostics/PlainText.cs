using System.Globalization;
using System.Text;

namespace HotStream;

/// <summary>
/// Text that came from outside, made fit for a terminal, a log or a message: what could move a cursor, colour a line, forge a second line
/// or reveal a password is shown as an escape or left out. The one place for it; whoever puts a topic, a client id, a record or an address
/// into a message calls it. Thread-safe.
/// </summary>
public static class PlainText
{
    private const string Hidden = "***";

    /// <summary>
    /// The text with every control and format character (line breaks, escape, C1, bidirectional overrides, separators) and every lone
    /// surrogate written as <c>\u{hex}</c>, and cut after a number of characters.
    /// </summary>
    /// <param name="text">Any text; null gives <c>null</c>.</param>
    /// <param name="charactersMax">Characters kept; what is cut is said.</param>
    public static string Of(string? text, int charactersMax = 1024)
    {
        if (text is null)
        {
            return "null";
        }

        if (text.Length <= charactersMax && !text.AsSpan().ContainsAny(MayBeUnfit))
        {
            bool isPlain = true;
            foreach (char c in text)
            {
                isPlain &= c < 0x80 || IsFit(new Rune(char.IsSurrogate(c) ? '\uFFFD' : c)) && !char.IsSurrogate(c);
            }

            if (isPlain)
            {
                return text;
            }
        }

        var plain = new StringBuilder();
        int at = 0;
        while (at < text.Length && plain.Length < charactersMax)
        {
            bool isWhole = Rune.TryGetRuneAt(text, at, out Rune rune);
            if (isWhole && IsFit(rune))
            {
                plain.Append(text, at, rune.Utf16SequenceLength);
            }
            else
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{{{(isWhole ? rune.Value : text[at]):x}}}");
            }

            at += isWhole ? rune.Utf16SequenceLength : 1;
        }

        return at == text.Length ? plain.ToString()
            : plain.Append(CultureInfo.InvariantCulture, $"... ({text.Length - at} more)").ToString();
    }

    /// <summary><see cref="Of(string?, int)"/> of UTF-8; bytes that are not UTF-8 are shown as U+FFFD.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="charactersMax">Characters kept.</param>
    public static string Of(ReadOnlySpan<byte> utf8, int charactersMax = 1024)
    {
        long most = (long)charactersMax * 4;
        return utf8.Length <= most
            ? Of(Encoding.UTF8.GetString(utf8), charactersMax)
            : Of(Encoding.UTF8.GetString(utf8[..(int)most]), charactersMax) + " ...";
    }

    /// <summary>
    /// A time as people say it: <c>120 ms</c>, <c>2.1 s</c>, <c>5 min 3 s</c>, <c>2 h 10 min</c>. A negative one is none.
    /// </summary>
    /// <param name="time">The time.</param>
    public static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        <= 0 => "0 ms",
        < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 99.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes} min"),
    };

    /// <summary>
    /// An address without what is secret in it: the password of <c>scheme://user:password@host</c> and the values of query parameters and
    /// <c>Key=Value;</c> settings whose names speak of passwords, tokens, keys or secrets become <c>***</c>. Works on text that is no valid
    /// address too, since that is when addresses are printed.
    /// </summary>
    /// <param name="address">An address or a connection string; null gives <c>null</c>.</param>
    public static string Address(string? address)
    {
        if (address is null)
        {
            return "null";
        }

        string hidden = address;
        int authority = hidden.IndexOf("://", StringComparison.Ordinal);
        authority = authority < 0 ? 0 : authority + 3;
        int at = hidden.LastIndexOf('@'); // the last one: a password may hold others, unescaped
        if (at >= authority)
        {
            int colon = hidden.IndexOf(':', authority, at - authority);
            if (colon >= 0)
            {
                hidden = string.Concat(hidden.AsSpan(0, colon + 1), Hidden, hidden.AsSpan(at));
            }
        }

        var kept = new StringBuilder();
        int start = 0;
        while (start < hidden.Length)
        {
            int end = hidden.AsSpan(start).IndexOfAny('?', '&', ';');
            end = end < 0 ? hidden.Length : start + end;
            int equals = hidden.IndexOf('=', start, end - start);
            if (equals >= 0 && IsSecret(hidden.AsSpan(start, equals - start)))
            {
                kept.Append(hidden, start, equals + 1 - start).Append(Hidden);
            }
            else
            {
                kept.Append(hidden, start, end - start);
            }

            if (end < hidden.Length)
            {
                kept.Append(hidden[end]);
            }

            start = end + 1;
        }

        return Of(kept.ToString());
    }

    private static System.Buffers.SearchValues<char> MayBeUnfit { get; } = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), (char)0x7F]);

    private static bool IsFit(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate);

    private static bool IsSecret(ReadOnlySpan<char> name) =>
        name.Contains("pass", StringComparison.OrdinalIgnoreCase) || name.Contains("pwd", StringComparison.OrdinalIgnoreCase)
        || name.Contains("secret", StringComparison.OrdinalIgnoreCase) || name.Contains("token", StringComparison.OrdinalIgnoreCase)
        || name.Contains("apikey", StringComparison.OrdinalIgnoreCase) || name.Contains("api_key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("credential", StringComparison.OrdinalIgnoreCase);
}
