using System.Buffers.Text;

namespace HotStream;

/// <summary>
/// Texts read as values the way Spark's casts read them: blanks around them do not count; what does not fit has no value.
/// </summary>
internal static class TextValues
{
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] <= ' ')
        {
            text = text[1..];
        }

        while (text.Length > 0 && text[^1] <= ' ')
        {
            text = text[..^1];
        }

        return text;
    }

    /// <summary>A whole number; digits behind a point are cut off.</summary>
    public static bool TryLong(ReadOnlySpan<byte> text, out long value)
    {
        text = Trim(text);
        if (text.Length > 1 && text[0] == '+' && text[1] is >= (byte)'0' and <= (byte)'9')
        {
            text = text[1..];
        }

        if (!Utf8Parser.TryParse(text, out value, out int used))
        {
            value = 0; // as it is without a digit before the point
            used = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
            if (used >= text.Length || text[used] != '.')
            {
                return false;
            }
        }

        return used == text.Length || (text[used] == '.' && text[(used + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
    }

    public static bool TryInt(ReadOnlySpan<byte> text, out int value)
    {
        bool fits = TryLong(text, out long number) && number is >= int.MinValue and <= int.MaxValue;
        value = fits ? (int)number : 0;
        return fits;
    }

    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        text = Trim(text);
        if (PlainDecimal.TryParse(text, out value))
        {
            return true;
        }

        if (Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && double.IsFinite(value))
        {
            return true;
        }

        bool isNegative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> word = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (System.Text.Ascii.EqualsIgnoreCase(word, "infinity"u8) || System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8))
        {
            value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        bool isOverflow = used == text.Length && used > 0 && double.IsInfinity(value);
        value = isOverflow ? value : System.Text.Ascii.EqualsIgnoreCase(text, "nan"u8) ? double.NaN : 0;
        return isOverflow || double.IsNaN(value);
    }

    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        text = Trim(text);
        value = Is(text, "true"u8) || Is(text, "t"u8) || Is(text, "yes"u8) || Is(text, "y"u8) || Is(text, "1"u8);
        return value || Is(text, "false"u8) || Is(text, "f"u8) || Is(text, "no"u8) || Is(text, "n"u8) || Is(text, "0"u8);
    }

    /// <summary>A date: year, perhaps month, perhaps day; what follows a blank or a T behind the day does not count.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out int day) => TryDate(Trim(text), out day, out ReadOnlySpan<byte> rest)
        && (rest.IsEmpty || rest[0] is (byte)' ' or (byte)'T');

    /// <summary>A date and perhaps a time, and where it holds; without that it is UTC.</summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryDate(Trim(text), out int day, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        long time = 0;
        long offset = 0;
        if (!rest.IsEmpty && (rest[0] is not ((byte)' ' or (byte)'T') || !TryTime(rest[1..], out time, out rest)
            || !TryZone(rest, out offset)))
        {
            return false;
        }

        microseconds = (day * Calendar.MicrosecondsPerDay) + time - offset;
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(text, word);

    private static bool TryDate(ReadOnlySpan<byte> text, out int day, out ReadOnlySpan<byte> rest)
    {
        day = 0;
        int month = 1;
        int dayOfMonth = 1;
        bool isDate = TryDigits(text, 4, 4, out int year, out rest) && year >= 1
            && (rest.IsEmpty || rest[0] != '-' || (TryDigits(rest[1..], 1, 2, out month, out rest)
                && (rest.IsEmpty || rest[0] != '-' || TryDigits(rest[1..], 1, 2, out dayOfMonth, out rest))));
        bool isWhole = rest.IsEmpty || text[..^rest.Length].Count((byte)'-') == 2; // something may follow a day, not a month or a year
        if (!isDate || !isWhole || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber - Calendar.EpochDay;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long microseconds, out ReadOnlySpan<byte> rest)
    {
        microseconds = 0;
        int minute = 0;
        int second = 0;
        long fraction = 0;
        if (!TryDigits(text, 1, 2, out int hour, out rest) || rest.IsEmpty || rest[0] != ':'
            || !TryDigits(rest[1..], 1, 2, out minute, out rest))
        {
            return false;
        }

        if (rest.Length > 0 && rest[0] == ':')
        {
            if (!TryDigits(rest[1..], 1, 2, out second, out rest))
            {
                return false;
            }

            if (rest.Length > 0 && rest[0] == '.')
            {
                rest = rest[1..];
                long unit = 100_000;
                for (; rest.Length > 0 && rest[0] is >= (byte)'0' and <= (byte)'9'; rest = rest[1..], unit /= 10)
                {
                    fraction += (rest[0] - '0') * unit;
                }
            }
        }

        microseconds = (((((hour * 60L) + minute) * 60) + second) * 1_000_000) + fraction;
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        text = Trim(text);
        if (text.IsEmpty || Is(text, "Z"u8) || Is(text, "UTC"u8) || Is(text, "GMT"u8))
        {
            return true;
        }

        int minutes = 0;
        if (text[0] is not ((byte)'+' or (byte)'-') || !TryDigits(text[1..], 1, 2, out int hours, out ReadOnlySpan<byte> rest)
            || (!rest.IsEmpty && !TryDigits(rest[0] == ':' ? rest[1..] : rest, 2, 2, out minutes, out rest)))
        {
            return false;
        }

        microseconds = ((hours * 60L) + minutes) * 60_000_000 * (text[0] == '-' ? -1 : 1);
        return rest.IsEmpty && hours <= 18 && minutes < 60;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, int least, int most, out int value, out ReadOnlySpan<byte> rest)
    {
        value = 0;
        int used = 0;
        for (; used < text.Length && used < most && text[used] is >= (byte)'0' and <= (byte)'9'; used++)
        {
            value = (value * 10) + (text[used] - '0');
        }

        rest = text[used..];
        return used >= least;
    }
}
