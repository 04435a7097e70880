using System.Globalization;

namespace HotStream;

/// <summary>Values as text, the way Spark writes them (<c>cast(x AS STRING)</c>).</summary>
internal static class TextOf
{
    /// <summary>
    /// The shortest digits that read back the same, always with a point, and an exponent below 10^-3 and from 10^7 on, as Java's
    /// <c>Double.toString</c> does.
    /// </summary>
    public static string Double(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        double size = Math.Abs(value);
        if (size == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        if (size is >= 1e-3 and < 1e7)
        {
            string plain = value.ToString("0.0###################", CultureInfo.InvariantCulture);
            return double.Parse(plain, CultureInfo.InvariantCulture) == value ? plain : Shortest(value);
        }

        string digits = value.ToString("E16", CultureInfo.InvariantCulture);
        for (int precision = 0; precision <= 16; precision++)
        {
            digits = value.ToString("E" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(digits, CultureInfo.InvariantCulture) == value)
            {
                break;
            }
        }

        int mark = digits.IndexOf('E', StringComparison.Ordinal);
        string mantissa = digits[..mark];
        int exponent = int.Parse(digits.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string point = mantissa.Contains('.', StringComparison.Ordinal) ? "" : ".0";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}{point}E{exponent}");
    }

    /// <summary>Date and time with a blank between, and a fraction of a second without trailing zeros when there is one.</summary>
    public static string Timestamp(long microseconds)
    {
        DateTime time = Calendar.ToDateTime(microseconds);
        string text = time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return text.TrimEnd('0').TrimEnd('.') is { Length: >= 19 } trimmed ? trimmed : text[..19];
    }

    public static string Date(int day) =>
        DateOnly.FromDayNumber(Math.Clamp(day + Calendar.EpochDay, 0, DateOnly.MaxValue.DayNumber))
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Shortest(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0";
    }
}
