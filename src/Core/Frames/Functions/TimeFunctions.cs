using System.Globalization;

namespace HotStream;

/// <summary>Functions of dates and times, in UTC.</summary>
internal static class TimeFunctions
{
    private const long Second = 1_000_000;

    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("current_timestamp", "Now; one moment for a whole query.", "current_timestamp() IS NOT NULL", "true", _ =>
            Now()) { Aliases = ["now"] },
        new("current_date", "Today; one day for a whole query.", "current_date() IS NOT NULL", "true", _ =>
            Casts.Widen(Now(), DataType.Date)),
        Part("year", "The year.", "year(DATE '2021-08-13')", "2021", date => date.Year),
        Part("quarter", "The quarter of the year.", "quarter(DATE '2021-08-13')", "3", date => (date.Month + 2) / 3),
        Part("month", "The month, 1 to 12.", "month(DATE '2021-08-13')", "8", date => date.Month),
        Part("day", "The day of the month.", "day(DATE '2021-08-13')", "13", date => date.Day).Also("dayofmonth"),
        Part("dayofweek", "The day of the week, Sunday is 1.", "dayofweek(DATE '2021-08-13')", "6", date => (int)date.DayOfWeek + 1),
        Part("weekday", "The day of the week, Monday is 0.", "weekday(DATE '2021-08-13')", "4", date => ((int)date.DayOfWeek + 6) % 7),
        Part("dayofyear", "The day of the year.", "dayofyear(DATE '2021-08-13')", "225", date => date.DayOfYear),
        Part("weekofyear", "The week of the year by ISO 8601.", "weekofyear(DATE '2021-08-13')", "32", date =>
            ISOWeek.GetWeekOfYear(date.ToDateTime(default))),
        Clock("hour", "The hour, 0 to 23.", "hour(TIMESTAMP '2021-08-13 14:25:02')", "14", 3600 * Second, 24),
        Clock("minute", "The minute, 0 to 59.", "minute(TIMESTAMP '2021-08-13 14:25:02')", "25", 60 * Second, 60),
        Clock("second", "The second, 0 to 59.", "second(TIMESTAMP '2021-08-13 14:25:02')", "2", Second, 60),
        Days("date_add", "The date so many days later.", "date_add(DATE '2021-08-13', 20)", "2021-09-02", 1),
        Days("date_sub", "The date so many days earlier.", "date_sub(DATE '2021-08-13', 13)", "2021-07-31", -1),
        FunctionEntry.Of("datediff", "Days from the second date to the first.", "datediff(DATE '2021-08-13', DATE '2021-08-01')", "12",
            Overload.Of(DataType.Date, DataType.Date, DataType.Int, static (int end, int start, Utf8Arena _, out int days) =>
            {
                days = end - start;
                return true;
            })).Also("date_diff"),
        FunctionEntry.Of("add_months", "The date so many months later, at most the last day of its month.",
            "add_months(DATE '2021-08-31', 1)",
            "2021-09-30",
            Overload.Of(DataType.Date, DataType.Int, DataType.Date, static (int day, int months, Utf8Arena _, out int result) =>
            {
                DateOnly date = DateOf(day);
                long month = (date.Year * 12L) + date.Month - 1 + months;
                bool isShown = month is >= 12 and < 120_000;
                result = isShown ? DateOf(day).AddMonths(months).DayNumber - Calendar.EpochDay : 0;
                return isShown;
            })),
        FunctionEntry.Of("last_day", "The last day of the date's month.", "last_day(DATE '2021-02-03')", "2021-02-28",
            Overload.Of(DataType.Date, DataType.Date, static (int day, Utf8Arena _, out int result) =>
            {
                DateOnly date = DateOf(day);
                result = day - date.Day + DateTime.DaysInMonth(date.Year, date.Month);
                return true;
            })),
        FunctionEntry.Of("make_date", "The date of a year, a month and a day; null when there is none.", "make_date(2021, 8, 13)",
            "2021-08-13",
            Overload.Of(DataType.Int, DataType.Int, DataType.Int, DataType.Date,
                static (int year, int month, int day, Utf8Arena _, out int result) =>
            {
                bool isDate = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
                result = isDate ? new DateOnly(year, month, day).DayNumber - Calendar.EpochDay : 0;
                return isDate;
            })),
        FunctionEntry.Of("trunc", "The date cut to 'year', 'quarter', 'month' or 'week'.", "trunc(DATE '2021-08-13', 'month')",
            "2021-08-01",
            Overload.Of(DataType.Date, DataType.String, DataType.Date, static (int day, Utf8Slice unit, Utf8Arena _, out int result) =>
                TryCutDate(day, unit.ToString(), out result))),
        FunctionEntry.Of("date_trunc", "The time cut to 'year' ... 'day', 'hour', 'minute', 'second', 'millisecond'.",
            "date_trunc('hour', TIMESTAMP '2021-08-13 14:25:02')", "2021-08-13 14:00:00",
            Overload.Of(DataType.String, DataType.Timestamp, DataType.Timestamp,
                static (Utf8Slice unit, long time, Utf8Arena _, out long result) =>
                TryCut(time, unit.ToString(), out result))),
        new("to_date", "The date that a text stands for; by a pattern if one is given.", "to_date('13.08.2021', 'dd.MM.yyyy')",
            "2021-08-13", args =>
            args.Count == 2 ? Casts.Widen(TimePatterns.Read("to_date", args), DataType.Date) : ToType("to_date", args, DataType.Date)),
        new("to_timestamp", "The time that a text stands for; by a pattern if one is given.", "to_timestamp('2021-08-13T14:25:02Z')",
            "2021-08-13 14:25:02",
            args => args.Count == 2 ? TimePatterns.Read("to_timestamp", args) : ToType("to_timestamp", args, DataType.Timestamp)),
        new("date_format", "The date or time as text, by a pattern.", "date_format(DATE '2021-08-13', 'yyyy/MM')", "2021/08",
            TimePatterns.Write),
        new("unix_timestamp", "Seconds since 1970 of a time, or of a text by a pattern.",
            "unix_timestamp(TIMESTAMP '1970-01-01 00:01:00')", "60", args =>
            args.Count == 0 ? Casts.Widen(Now(), DataType.Long)
            : args.Count == 2 ? Casts.Widen(TimePatterns.Read("unix_timestamp", args), DataType.Long)
            : Casts.Widen(ToType("unix_timestamp", args, DataType.Timestamp), DataType.Long)) { Aliases = ["to_unix_timestamp"] },
        new("from_unixtime", "Seconds since 1970 as text, by a pattern if one is given.", "from_unixtime(60)", "1970-01-01 00:01:00",
            args =>
        {
            Arguments.Check("from_unixtime", args, 1, 2);
            Bound time = Casts.Widen(Casts.To(args[0], DataType.Long), DataType.Timestamp);
            return TimePatterns.Write([time, args.Count == 2 ? args[1] : new BoundLiteral("yyyy-MM-dd HH:mm:ss", DataType.String)]);
        }),
        FromNumber("timestamp_seconds", "The time so many seconds after 1970.", "timestamp_seconds(60)", "1970-01-01 00:01:00", Second),
        FromNumber("timestamp_millis", "The time so many milliseconds after 1970.", "timestamp_millis(60000)", "1970-01-01 00:01:00", 1000),
        FromNumber("timestamp_micros", "The time so many microseconds after 1970.", "timestamp_micros(60000000)", "1970-01-01 00:01:00", 1),
        ToNumber("unix_seconds", "Seconds since 1970.", "unix_seconds(TIMESTAMP '1970-01-01 00:01:00')", "60", Second),
        ToNumber("unix_millis", "Milliseconds since 1970.", "unix_millis(TIMESTAMP '1970-01-01 00:01:00')", "60000", 1000),
        ToNumber("unix_micros", "Microseconds since 1970.", "unix_micros(TIMESTAMP '1970-01-01 00:01:00')", "60000000", 1),
    ];

    public static DateOnly DateOf(int day) =>
        DateOnly.FromDayNumber(Math.Clamp((long)day + Calendar.EpochDay, 0, DateOnly.MaxValue.DayNumber) is var number
        ? (int)number : 0);

    /// <summary>The moment of the query: replaced by a value before it runs.</summary>
    private static BoundCall Now() => new("current_timestamp", [], DataType.Timestamp, NullRule.Strict, static () => new ColumnKernel(
        static (_, result, rows, _) =>
            result.Values<long>()[..rows.Length].Fill(Calendar.ToMicroseconds(TimeProvider.System.GetUtcNow()))))
    { IsStable = false };

    private static FunctionEntry Part(string name, string summary, string example, string answer, Func<DateOnly, int> part) =>
        FunctionEntry.Of(name, summary, example, answer, Overload.Of(DataType.Date, DataType.Int, (int day, Utf8Arena _, out int result) =>
        {
            result = part(DateOf(day));
            return true;
        }));

    private static FunctionEntry Clock(string name, string summary, string example, string answer, long unit, int most) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Timestamp, DataType.Int, (long time, Utf8Arena _, out int result) =>
        {
            result = (int)(Calendar.FloorDiv(time, unit) % most);
            result += result < 0 ? most : 0;
            return true;
        }));

    private static FunctionEntry Days(string name, string summary, string example, string answer, int sign) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Date, DataType.Int, DataType.Date, (int day, int days, Utf8Arena _, out int result) =>
        {
            result = unchecked(day + (sign * days));
            return true;
        }));

    private static FunctionEntry FromNumber(string name, string summary, string example, string answer, long unit) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Long, DataType.Timestamp, (long number, Utf8Arena _, out long time) =>
        {
            time = unchecked(number * unit);
            return true;
        }));

    private static FunctionEntry ToNumber(string name, string summary, string example, string answer, long unit) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Timestamp, DataType.Long, (long time, Utf8Arena _, out long number) =>
        {
            number = Calendar.FloorDiv(time, unit);
            return true;
        }));

    private static Bound ToType(string name, IReadOnlyList<Bound> args, DataType type)
    {
        Arguments.Check(name, args, 1, 2);
        return Casts.To(args[0], type);
    }

    private static bool TryCutDate(int day, string unit, out int result)
    {
        DateOnly date = DateOf(day);
        DateOnly? cut = unit.ToUpperInvariant() switch
        {
            "YEAR" or "YYYY" or "YY" => new DateOnly(date.Year, 1, 1),
            "QUARTER" => new DateOnly(date.Year, (((date.Month - 1) / 3) * 3) + 1, 1),
            "MONTH" or "MM" or "MON" => new DateOnly(date.Year, date.Month, 1),
            "WEEK" => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
            _ => null,
        };
        result = cut is { } found ? found.DayNumber - Calendar.EpochDay : 0;
        return cut is not null;
    }

    private static bool TryCut(long time, string unit, out long result)
    {
        long size = unit.ToUpperInvariant() switch
        {
            "DAY" or "DD" => Calendar.MicrosecondsPerDay,
            "HOUR" => 3600 * Second,
            "MINUTE" => 60 * Second,
            "SECOND" => Second,
            "MILLISECOND" => 1000,
            "MICROSECOND" => 1,
            _ => 0,
        };
        if (size > 0)
        {
            result = Calendar.FloorDiv(time, size) * size;
            return true;
        }

        bool isCut = TryCutDate(Calendar.DayOf(time), unit, out int day);
        result = day * Calendar.MicrosecondsPerDay;
        return isCut;
    }
}
