using System.Globalization;

namespace HotStream;

/// <summary>Spans of time as people write them: <c>10 minutes</c>, <c>1 day 2 hours</c>. Months and years have no fixed length.</summary>
internal static class Intervals
{
    private static readonly Dictionary<string, long> s_units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["microsecond"] = 1,
        ["millisecond"] = 1000,
        ["second"] = 1_000_000,
        ["minute"] = 60_000_000,
        ["hour"] = 3_600_000_000,
        ["day"] = 86_400_000_000,
        ["week"] = 604_800_000_000,
        ["month"] = -1,
        ["year"] = -1,
    };

    /// <summary>What <see cref="TimeSpan"/> can hold.</summary>
    public const long MostMicroseconds = 29_000 * 365L * 86_400_000_000;

    public static bool IsUnit(string word) => s_units.ContainsKey(word) || s_units.ContainsKey(word.TrimEnd('s', 'S'));

    public static bool TryParse(string text, out long microseconds, out string? problem)
    {
        microseconds = 0;
        string[] words = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = words.Length > 0 && words[0].Equals("interval", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        problem = words.Length == at || (words.Length - at) % 2 != 0 ? $"'{text}' is no interval; one is 10 minutes, or 1 day 2 hours."
            : null;
        for (; problem is null && at < words.Length; at += 2)
        {
            long unit = 0;
            if (!double.TryParse(words[at], NumberStyles.Float, CultureInfo.InvariantCulture, out double count)
                || (!s_units.TryGetValue(words[at + 1], out unit) && !s_units.TryGetValue(words[at + 1].TrimEnd('s', 'S'), out unit)))
            {
                problem = $"'{text}' is no interval; one is 10 minutes, or 1 day 2 hours.";
            }
            else if (unit < 0)
            {
                problem = $"'{text}' has no fixed length; use days, or add_months for dates.";
            }

            double sum = microseconds + (count * unit);
            problem ??= Math.Abs(sum) <= MostMicroseconds ? null : $"'{text}' is too long; an interval has at most 29,000 years.";
            microseconds = problem is null ? microseconds + (long)(count * unit) : 0;
        }

        return problem is null;
    }
}
