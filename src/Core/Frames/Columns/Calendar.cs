namespace HotStream;

/// <summary>Dates and times as columns store them: days and microseconds since 1970, in UTC and the proleptic Gregorian calendar.</summary>
internal static class Calendar
{
    /// <summary>1970-01-01 as .NET counts days.</summary>
    public const int EpochDay = 719162;

    public const long MicrosecondsPerDay = 86_400_000_000;

    private const long LeastMicroseconds = -EpochDay * MicrosecondsPerDay;
    private const long MostMicroseconds = ((3_652_059L - EpochDay) * MicrosecondsPerDay) - 1;

    /// <summary>Whether a point in time lies in the years 1 to 9999, which .NET can show.</summary>
    public static bool IsShown(long microseconds) => microseconds is >= LeastMicroseconds and <= MostMicroseconds;

    public static DateTime ToDateTime(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(Math.Clamp(microseconds, LeastMicroseconds, MostMicroseconds) * TimeSpan.TicksPerMicrosecond);

    public static long ToMicroseconds(object time) => time switch
    {
        DateTime { Kind: DateTimeKind.Local } local => ToMicroseconds(local.ToUniversalTime()),
        DateTime utc => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        DateTimeOffset offset => ToMicroseconds(offset.UtcDateTime),
        _ => throw new InvalidCastException($"{time.GetType().Name} is no point in time; use DateTime or DateTimeOffset."),
    };

    /// <summary>The day a point in time is in, also before 1970.</summary>
    public static int DayOf(long microseconds) => (int)Math.Clamp(FloorDiv(microseconds, MicrosecondsPerDay), int.MinValue, int.MaxValue);

    public static long FloorDiv(long value, long by)
    {
        long quotient = value / by;
        return value % by < 0 != by < 0 && value % by != 0 ? quotient - 1 : quotient;
    }
}
