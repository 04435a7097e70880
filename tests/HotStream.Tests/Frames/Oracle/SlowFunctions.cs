using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>
/// Functions a value at a time, written from Spark's documentation, for what DuckDB does not have or does otherwise; shares nothing with
/// the
/// engine. Where <c>Answer</c> is not asked about nulls, one null argument makes the result null.
/// </summary>
internal static partial class SlowFunctions
{
    /// <summary>A call of {0}, {1} ..., the types of these, and the answer.</summary>
    public static (string Call, PlanType[] Types, bool SeesNulls, Func<object?[], object?> Answer)[] All { get; } =
    [
        Of<long, long>("{0} + {1}", PlanType.Long, PlanType.Long, (a, b) => unchecked(a + b)),
        Of<long, long>("{0} div {1}", PlanType.Long, PlanType.Long, (a, b) => b == 0 ? null : unchecked((long)((Int128)a / b))),
        Of<long, long>("{0} % {1}", PlanType.Long, PlanType.Long, (a, b) => b == 0 ? null : (long)((Int128)a % b)),
        Of<long, long>("pmod({0}, {1})", PlanType.Long, PlanType.Few, (a, b) => b == 0 ? null : (long)((((Int128)a % b) + b) % b)),
        Of<double, double>("{0} / {1}", PlanType.Double, PlanType.Double, (a, b) => b == 0 ? null : a / b),
        Of<double, double>("{0} % {1}", PlanType.Double, PlanType.Double, (a, b) => b == 0 ? null : a % b),
        Of<double, double>("{0} < {1}", PlanType.Double, PlanType.Double, (a, b) => SlowAggregates.Order.Compare(a, b) < 0),
        Of<double, double>("{0} >= {1}", PlanType.Double, PlanType.Double, (a, b) => SlowAggregates.Order.Compare(a, b) >= 0),
        Of<double, double>("{0} = {1}", PlanType.Double, PlanType.Double, (a, b) => SlowAggregates.Order.Compare(a, b) == 0),
        Of<double, double>("hypot({0}, {1})", PlanType.Tame, PlanType.Tame, (a, b) => Math.Sqrt((a * a) + (b * b))),
        Of<double, double>("log({0}, {1})", PlanType.Tame, PlanType.Tame, (a, b) => a <= 0 || b <= 0 ? null : Math.Log(b) / Math.Log(a)),
        Of<string, string>("{0} < {1}", PlanType.Text, PlanType.Text, (a, b) => SlowAggregates.Order.Compare(a, b) < 0),
        Of<string, string>("contains({0}, {1})", PlanType.Text, PlanType.Text, (a, b) => a.Contains(b, StringComparison.Ordinal)),
        Of<string, string>("instr({0}, {1})", PlanType.Text, PlanType.Text, (a, b) =>
            Runes(a[..Math.Max(0, a.IndexOf(b, StringComparison.Ordinal))]).Length
            + (a.Contains(b, StringComparison.Ordinal) ? 1 : 0)),
        Of<string, int>("substring({0}, {1})", PlanType.Text, PlanType.Int, (text, start) => Substring(text, start, int.MaxValue)),
        Of<string, int>("substring({0}, {1}, 3)", PlanType.Text, PlanType.Int, (text, start) => Substring(text, start, 3)),
        Of<string, int>("substring({0}, -2, {1})", PlanType.Text, PlanType.Int, (text, length) => Substring(text, -2, length)),
        Of<string, int>("left({0}, {1})", PlanType.Text, PlanType.Int, (text, count) => Substring(text, 1, count)),
        Of<string, int>("right({0}, {1})", PlanType.Text, PlanType.Int, (text, count) => count <= 0 ? ""
            : string.Concat(Runes(text).TakeLast(count))),
        Of<string, long>("lpad({0}, CAST({1} AS INT), 'xy')", PlanType.Text, PlanType.Few, (text, length) => Pad(text, length, true)),
        Of<string, long>("rpad({0}, CAST({1} AS INT), 'xy')", PlanType.Text, PlanType.Few, (text, length) => Pad(text, length, false)),
        Of<string>("CAST({0} AS BIGINT)", PlanType.Text, text => Whole(text)),
        Of<string>("CAST({0} AS INT)", PlanType.Text, text => Whole(text) is >= int.MinValue and <= int.MaxValue ? (int)Whole(text)!.Value
            : null),
        Of<string>("CAST({0} AS BOOLEAN)", PlanType.Text, text => text.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "T" or "YES" or "Y" or "1" => true,
            "FALSE" or "F" or "NO" or "N" or "0" => false,
            _ => null,
        }),
        Of<string>("CAST({0} AS DATE)", PlanType.Text, text => DayPattern().Match(text.Trim()) is { Success: true } found
            && DateOnly.TryParse($"{found.Groups[1].Value}-{Or1(found.Groups[2].Value)}-{Or1(found.Groups[3].Value)}",
                CultureInfo.InvariantCulture, out DateOnly day) ? day : null),
        Of<double>("CAST({0} AS BIGINT)", PlanType.Double, value => double.IsNaN(value) ? 0L : value >= 9.3e18 ? long.MaxValue
            : value <= -9.3e18 ? long.MinValue : (long)value),
        Of<double>("CAST({0} AS INT)", PlanType.Double, value => double.IsNaN(value) ? 0 : value >= int.MaxValue ? int.MaxValue
            : value <= int.MinValue ? int.MinValue : (int)value),
        Of<long>("CAST({0} AS INT)", PlanType.Long, value => unchecked((int)value)),
        Of<long>("CAST({0} AS STRING)", PlanType.Long, value => value.ToString(CultureInfo.InvariantCulture)),
        Of<bool>("CAST({0} AS STRING)", PlanType.Bool, value => value ? "true" : "false"),
        Of<double>("CAST(CAST({0} AS STRING) AS DOUBLE)", PlanType.Double, value => value),
        Of<double>("ceil({0})", PlanType.Tame, value => (long)Math.Ceiling(value)),
        Of<double>("round({0})", PlanType.Tame, value => Math.Round(value, MidpointRounding.AwayFromZero)),
        Of<double>("bround({0})", PlanType.Tame, value => Math.Round(value, MidpointRounding.ToEven)),
        Of<double>("round({0}, 1)", PlanType.Tame, value => (double)Math.Round((decimal)value, 1, MidpointRounding.AwayFromZero)),
        Of<long>("round({0}, -1)", PlanType.Few, value => (long)(Math.Round(value / 10m, MidpointRounding.AwayFromZero) * 10)),
        Of<string>("length({0})", PlanType.Text, text => Runes(text).Length),
        Of<string>("octet_length({0})", PlanType.Text, text => Encoding.UTF8.GetByteCount(text)),
        Of<string>("reverse({0})", PlanType.Text, text => string.Concat(Runes(text).Reverse())),
        Of<string>("initcap({0})", PlanType.Text, text => string.Join(' ', text.Split(' ').Select(word => word.Length == 0 ? word
            : word[..1].ToUpperInvariant() + word[1..].ToLowerInvariant()))),
        Of<string>("ascii({0})", PlanType.Text, text => text.Length == 0 ? 0 : Runes(text)[0].Value),
        Of<string>("base64({0})", PlanType.Text, text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        Of<string>("unbase64(base64({0}))", PlanType.Text, text => text),
        Of<string>("hex({0})", PlanType.Text, text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        ("size(split({0}, 'l'))", [PlanType.Text], true, args => args[0] is string text ? text.Split('l').Length : -1),
        Of<string>("array_join(split({0}, '(l)'), '.')", PlanType.Text, text => text.Replace('l', '.')),
        Of<string>("array_join(split({0}, '[l ]', 2), '.')", PlanType.Text, text => text.IndexOfAny(['l', ' ']) is int at and >= 0
            ? text[..at] + "." + text[(at + 1)..] : text),
        Of<string>("split({0}, 'l')[0]", PlanType.Text, text => text.Split('l')[0]),
        Of<string>("array_join(split({0}, ''), '.')", PlanType.Text, text => string.Join('.', Runes(text))),
        Of<string>("{0} RLIKE '^[a-z ]+$'", PlanType.Text, text => text.Length > 0 && text.All(c => c is (>= 'a' and <= 'z') or ' ')),
        Of<string, string>("levenshtein({0}, {1})", PlanType.Text, PlanType.Text, (a, b) => Distance(Runes(a), Runes(b))),
        Of<DateOnly>("dayofweek({0})", PlanType.Date, day => (int)day.DayOfWeek + 1),
        Of<DateOnly>("weekday({0})", PlanType.Date, day => ((int)day.DayOfWeek + 6) % 7),
        Of<DateOnly>("weekofyear({0})", PlanType.Date, day => ISOWeek.GetWeekOfYear(day.ToDateTime(default))),
        Of<DateOnly>("trunc({0}, 'week')", PlanType.Date, day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7))),
        Of<DateOnly>("last_day({0})", PlanType.Date, day => new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month))),
        Of<DateOnly, long>("add_months({0}, CAST({1} AS INT))", PlanType.Date, PlanType.Few, (day, months) => day.AddMonths((int)months)),
        Of<DateTime>("unix_seconds({0})", PlanType.Time, time => (long)Math.Floor((time - DateTime.UnixEpoch).Ticks / 1e7m)),
        Of<DateTime>("CAST({0} AS BIGINT)", PlanType.Time, time => (long)Math.Floor((time - DateTime.UnixEpoch).Ticks / 1e7m)),
        Of<DateTime>("CAST({0} AS DATE)", PlanType.Time, time => DateOnly.FromDateTime(time)),
        Of<DateTime>("date_trunc('hour', {0})", PlanType.Time, time => time.Date.AddHours(time.Hour)),
        Of<DateTime>("date_trunc('quarter', {0})", PlanType.Time, time => new DateTime(time.Year, ((time.Month - 1) / 3 * 3) + 1, 1)),
        Of<DateTime>("date_format({0}, 'dd.MM.yyyy HH:mm:ss.SSS')", PlanType.Time, time =>
            time.ToString("dd.MM.yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        Of<DateTime>("CAST(CAST({0} AS STRING) AS TIMESTAMP)", PlanType.Time, time => time),
        Of<long>("from_unixtime({0})", PlanType.Few, seconds =>
            DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        ("coalesce({0}, {1})", [PlanType.Text, PlanType.Text], true, args => args[0] ?? args[1]),
        ("nullif({0}, {1})", [PlanType.Few, PlanType.Few], true, args => args[0] is not null && Equals(args[0], args[1]) ? null : args[0]),
        ("nvl2({0}, {1}, 'z')", [PlanType.Few, PlanType.Text], true, args => args[0] is null ? "z" : args[1]),
        ("{0} <=> {1}", [PlanType.Double, PlanType.Double], true, args => args[0] is null || args[1] is null ? args[0] is null
            && args[1] is null
            : SlowAggregates.Order.Compare(args[0]!, args[1]!) == 0),
        ("{0} AND {1}", [PlanType.Bool, PlanType.Bool], true, args => (bool?)args[0] & (bool?)args[1]),
        ("{0} OR NOT {1}", [PlanType.Bool, PlanType.Bool], true, args => (bool?)args[0] | !(bool?)args[1]),
        ("{0} IN ({1}, 2L, NULL)", [PlanType.Few, PlanType.Few], true, args => args[0] is null ? null : Equals(args[0], args[1])
            || args[0] is 2L ? true : null),
        ("greatest({0}, {1}, 0D)", [PlanType.Double, PlanType.Double], true, args =>
            args.OfType<object>().Append(0.0).Max(SlowAggregates.Order)),
        ("least({0}, {1})", [PlanType.Text, PlanType.Text], true, args =>
            args.OfType<object>().DefaultIfEmpty().Min(SlowAggregates.Order!)),
        ("concat_ws('-', {0}, {1})", [PlanType.Text, PlanType.Text], true, args => string.Join('-', args.OfType<object>())),
        ("isnan({0})", [PlanType.Double], true, args => args[0] is double.NaN),
        ("nanvl({0}, {1})", [PlanType.Double, PlanType.Tame], true, args => args[0] is double.NaN ? args[1] : args[0]),
        ("if({0}, {1}, {2})", [PlanType.Bool, PlanType.Text, PlanType.Text], true, args => args[0] is true ? args[1] : args[2]),
        ("array({0}, {1})[1]", [PlanType.Text, PlanType.Text], true, args => args[1]),
        ("named_struct('p', {0}, 'q', {1}).q", [PlanType.Few, PlanType.Text], true, args => args[1]),
        ("size(array({0}, {0}))", [PlanType.Text], true, _ => 2),
    ];

    private static (string, PlanType[], bool, Func<object?[], object?>) Of<T>(string call, PlanType type, Func<T, object?> answer) =>
        (call, [type], false, args => answer((T)args[0]!));

    private static (string, PlanType[], bool, Func<object?[], object?>) Of<TLeft,
        TRight>(string call, PlanType left, PlanType right, Func<TLeft, TRight, object?> answer) =>
        (call, [left, right], false, args => answer((TLeft)args[0]!, (TRight)args[1]!));

    private static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    private static string Substring(string text, int start, int length)
    {
        Rune[] runes = Runes(text);
        long first = start > 0 ? start - 1 : start < 0 ? runes.Length + (long)start : 0;
        long end = first + Math.Max(0, (long)length);
        return string.Concat(runes.Where((_, at) => at >= first && at < end));
    }

    private static string Pad(string text, long length, bool isLeft)
    {
        if (length <= Runes(text).Length)
        {
            return string.Concat(Runes(text).Take((int)Math.Max(0, length)));
        }

        string padding = string.Concat(Enumerable.Range(0, (int)length - Runes(text).Length).Select(at => at % 2 == 0 ? 'x' : 'y'));
        return isLeft ? padding + text : text + padding;
    }

    private static long? Whole(string text) => WholePattern().Match(text.Trim()) is { Success: true } found
        && long.TryParse(found.Groups[1].Value
            + (found.Groups[2].Value.Length == 0 ? "0" : found.Groups[2].Value), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out long number)
        ? number : null;

    private static string Or1(string part) => part.Length == 0 ? "1" : part;

    private static int Distance(Rune[] left, Rune[] right)
    {
        int[,] changes = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                changes[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(Math.Min(changes[i - 1, j], changes[i, j - 1]) + 1,
                    changes[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            }
        }

        return changes[left.Length, right.Length];
    }

    [GeneratedRegex("^([+-]?)([0-9]*)([.][0-9]*)?$(?<!^[+-]?)")]
    private static partial Regex WholePattern();

    [GeneratedRegex("^([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[ T].*)?)?)?$")]
    private static partial Regex DayPattern();
}
