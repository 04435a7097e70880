using System.Globalization;

namespace HotStream.Cli;

/// <summary>
/// A moment as ISO 8601 writes it, with date and time of day: <c>2026-01-31T12:00:00.5+01:00</c>. A blank may stand for the T, seconds may
/// be missing. Nothing else is taken for a time.
/// </summary>
/// <param name="Local">Date and time as written.</param>
/// <param name="Zone">The zone behind it; null when there is none.</param>
internal readonly record struct IsoTime(DateTime Local, TimeSpan? Zone)
{
    /// <summary>Digits of a second that the server keeps.</summary>
    public const int DigitsMax = 6;

    private const int DateLength = 10;

    /// <summary>Reads the whole of a text; false also when a digit would be lost.</summary>
    /// <param name="text">The text.</param>
    /// <param name="places">Digits of a second that are kept.</param>
    /// <param name="time">What it says.</param>
    public static bool TryParse(string text, int places, out IsoTime time)
    {
        time = default;
        if (text.Length <= DateLength || text[DateLength] is not ('T' or 't' or ' ')
            || !DateOnly.TryParseExact(text.AsSpan(0, DateLength), "yyyy-MM-dd", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out DateOnly date))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(DateLength + 1);
        int zoneAt = rest.IndexOfAny("Zz+-");
        TimeSpan? zone = null;
        if (zoneAt >= 0)
        {
            if (!TryParseZone(rest[zoneAt..], out TimeSpan offset))
            {
                return false;
            }

            zone = offset;
            rest = rest[..zoneAt];
        }

        if (!TryParseTimeOfDay(rest, places, out TimeOnly timeOfDay))
        {
            return false;
        }

        var local = new DateTime(date, timeOfDay);
        long utc = local.Ticks - (zone ?? TimeSpan.Zero).Ticks;
        time = new IsoTime(local, zone);
        return utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks;
    }

    /// <summary>
    /// Reads a time of day: <c>12:00</c>, <c>12:00:00</c>, <c>12:00:00.123456</c>; false also when a digit would be lost.
    /// </summary>
    public static bool TryParseTimeOfDay(ReadOnlySpan<char> text, int places, out TimeOnly time)
    {
        int point = text.IndexOf('.');
        ReadOnlySpan<char> fraction = point < 0 ? [] : text[(point + 1)..];
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        time = default;
        if ((point >= 0 && fraction.IsEmpty) || fraction.ContainsAnyExceptInRange('0', '9')
            || (fraction.Length > places && fraction[places..].ContainsAnyExcept('0'))
            || !(TimeOnly.TryParseExact(whole, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly seconds)
                || (point < 0 && TimeOnly.TryParseExact(whole, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out seconds))))
        {
            return false;
        }

        long microseconds = 0;
        for (int i = 0; i < DigitsMax; i++)
        {
            microseconds = (microseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        time = new TimeOnly(seconds.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond));
        return true;
    }

    /// <summary>Z, +01:00, +0100 or +01; up to 14 hours.</summary>
    private static bool TryParseZone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        bool isRead = TimeSpan.TryParseExact(text[1..], [@"hh\:mm", "hhmm", "hh"], CultureInfo.InvariantCulture, out TimeSpan size)
            && text[0] is '+' or '-' && size <= TimeSpan.FromHours(14);
        offset = text[0] == '-' ? -size : size;
        return isRead;
    }
}
