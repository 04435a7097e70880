using System.Globalization;
using System.Text;

namespace HotStream;

/// <summary>
/// Spark's patterns of dates and times ("Datetime Patterns for Formatting and Parsing") by way of .NET's: most letters mean the same; those
/// that do not are translated, those that .NET lacks are refused when the query is made.
/// </summary>
internal static class TimePatterns
{
    /// <summary>A time from text.</summary>
    public static Bound Read(string name, IReadOnlyList<Bound> args)
    {
        Arguments.Check(name, args, 2);
        if (args[0].Type.Kind is TypeKind.Date or TypeKind.Timestamp)
        {
            return Casts.Widen(args[0], DataType.Timestamp);
        }

        string pattern = Translate(Arguments.Text(name, "pattern", args[1]));
        return new BoundCall("read_time", [Casts.Widen(args[0], DataType.String), args[1]], DataType.Timestamp, NullRule.Strict, () =>
            new TryKernel<Utf8Slice, long>((Utf8Slice text, Utf8Arena _, out long time) =>
            {
                bool isTime = DateTimeOffset.TryParseExact(text.ToString(), pattern, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowTrailingWhite, out DateTimeOffset parsed);
                time = isTime ? Calendar.ToMicroseconds(parsed) : 0;
                return isTime;
            }), ExpressionText.Call(name, false, [args[0].Text, args[1].Text]));
    }

    /// <summary>A time as text.</summary>
    public static Bound Write(IReadOnlyList<Bound> args)
    {
        Arguments.Check("date_format", args, 2);
        string pattern = Translate(Arguments.Text("date_format", "pattern", args[1]));
        return new BoundCall("date_format", [Casts.Widen(args[0], DataType.Timestamp), args[1]], DataType.String, NullRule.Strict, () =>
            new TryKernel<long, Utf8Slice>((long time, Utf8Arena texts, out Utf8Slice text) =>
            {
                text = texts.Add(Calendar.ToDateTime(time).ToString(pattern, CultureInfo.InvariantCulture));
                return true;
            }));
    }

    private static string Translate(string pattern)
    {
        var translated = new StringBuilder();
        for (int at = 0; at < pattern.Length;)
        {
            char letter = pattern[at];
            int run = 1;
            while (at + run < pattern.Length && pattern[at + run] == letter)
            {
                run++;
            }

            if (letter == '\'')
            {
                int end = pattern.IndexOf('\'', at + 1);
                if (end < 0)
                {
                    throw new AnalysisException($"The pattern \"{pattern}\" has a quote that is not closed.");
                }

                translated.Append(pattern, at, end - at + 1);
                at = end + 1;
                continue;
            }

            translated.Append(Letters(letter, run, pattern));
            at += run;
        }

        return translated.Length == 1 ? "%" + translated : translated.ToString();
    }

    private static string Letters(char letter, int run, string pattern) => letter switch
    {
        'y' or 'u' => new string('y', run == 1 ? 4 : run),
        'M' or 'L' => new string('M', run),
        'd' => new string('d', Math.Min(run, 2)),
        'H' or 'h' or 'm' or 's' => new string(letter, Math.Min(run, 2)),
        'S' => new string('f', Math.Min(run, 6)),
        'a' => "tt",
        'E' => run > 3 ? "dddd" : "ddd",
        'X' or 'x' => run < 3 ? "zzz" : "zzz",
        'Z' => "zzz",
        _ when char.IsAsciiLetter(letter) => throw new AnalysisException(
            $"The pattern \"{pattern}\" has the letter '{letter}', which is not known here; known are y M d H h m s S a E X Z."),
        '/' or ':' => $"'{new string(letter, run)}'",
        _ => new string(letter, run),
    };
}
