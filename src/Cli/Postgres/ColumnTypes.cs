using System.Globalization;
using System.Text.Unicode;

namespace HotStream.Cli;

/// <summary>The types of columns that a field can be put into. <c>docs/command-line.md</c> lists them with their rules.</summary>
internal static class ColumnTypes
{
    private const int ModifierHeader = 4; // of the modifiers of varchar and numeric

    /// <summary>What a column takes; null when nothing can be put into it exactly.</summary>
    /// <param name="type">Its type (of a domain, the type below) as the catalog calls it: <c>int4</c>, <c>timestamptz</c>.</param>
    /// <param name="modifier">The type's modifier, -1 for none.</param>
    /// <param name="isEnum">Whether it is an enumeration.</param>
    public static ColumnType? Of(string type, int modifier, bool isEnum) => type switch
    {
        "int2" => Integer(short.MinValue, short.MaxValue),
        "int4" => Integer(int.MinValue, int.MaxValue),
        "int8" => Integer(long.MinValue, long.MaxValue),
        "numeric" => Numeric(modifier),
        "float8" =>
            new ColumnType<double>("a finite number", static (text, out value) => text.TryParse(out value) && (value != 0 || IsZero(text))),
        "float4" => new ColumnType<float>("a finite number for real, up to 3.4e38", TryParse),
        "bool" => new ColumnType<bool>("true or false", TryParse),
        "timestamptz" => Moment(
            "a time with date and zone, such as 2026-01-31T12:00:00Z", modifier, static time => time.Zone is not null, static time =>
                new DateTimeOffset(time.Local, time.Zone!.Value)),
        "timestamp" => Moment(
            "a time with date, in UTC or without a zone, such as 2026-01-31T12:00:00", modifier, static time =>
                time.Zone is null || time.Zone == TimeSpan.Zero, static time => time.Local),
        "date" => new ColumnType<DateOnly>("a date such as 2026-01-31", static (text, out value) =>
            DateOnly.TryParseExact(text.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value)),
        "time" => Time(modifier),
        "uuid" => new ColumnType<Guid>("a UUID such as 00112233-4455-6677-8899-aabbccddeeff",
            static (text, out value) => Guid.TryParseExact(text.ToString(), "D", out value)),
        "json" or "jsonb" =>
            new ColumnType<Utf8Slice>("a value of JSON", static (text, out value) => (value = text).Length > 0) { IsJson = true },
        "text" or "citext" or "name" => Text(int.MaxValue),
        "varchar" or "bpchar" => Text(modifier < 0 ? int.MaxValue : modifier - ModifierHeader),
        _ => isEnum ? Text(int.MaxValue) : null,
    };

    private static ColumnType<long> Integer(long least, long most) => new(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), (text, out value) =>
            text.TryParse(out value) && value >= least && value <= most);

    private static ColumnType<PostgresNumeric> Numeric(int modifier)
    {
        if (modifier < 0)
        {
            return new ColumnType<PostgresNumeric>("a number", PostgresNumeric.TryParse);
        }

        int precision = (modifier - ModifierHeader) >> 16;
        int scale = (((modifier - ModifierHeader) & 0x7FF) ^ 0x400) - 0x400; // 11 bits with a sign
        return new ColumnType<PostgresNumeric>(
            string.Create(CultureInfo.InvariantCulture, $"a number that numeric({precision},{scale}) holds without rounding"),
            (text, out value) => PostgresNumeric.TryParse(text, out value) && value.Fits(precision, scale));
    }

    private static ColumnType<Utf8Slice> Text(int charactersMax) => new(
        charactersMax == int.MaxValue ? "text of UTF-8 without zero characters"
        : string.Create(CultureInfo.InvariantCulture, $"text of up to {charactersMax} characters"),
        (text, out value) => Utf8.IsValid((value = text).Bytes) && !text.Bytes.Contains((byte)0)
        && (text.Length <= charactersMax || Characters(text) <= charactersMax));

    private static ColumnType<TValue> Moment<TValue>(string expected, int digits, Func<IsoTime, bool> isFit, Func<IsoTime, TValue> make)
        where TValue : struct
    {
        int places = digits < 0 ? IsoTime.DigitsMax : digits;
        return new ColumnType<TValue>(WithPlaces(expected, places), (text, out value) =>
        {
            bool isTaken = IsoTime.TryParse(text.ToString(), places, out IsoTime time) && isFit(time);
            value = isTaken ? make(time) : default;
            return isTaken;
        });
    }

    private static ColumnType<TimeOnly> Time(int digits)
    {
        int places = digits < 0 ? IsoTime.DigitsMax : digits;
        return new ColumnType<TimeOnly>(
            WithPlaces("a time of day such as 12:00:00", places), (text, out value) =>
                IsoTime.TryParseTimeOfDay(text.ToString(), places, out value));
    }

    private static string WithPlaces(string expected, int places) =>
        string.Create(CultureInfo.InvariantCulture, $"{expected}, with up to {places} digits of a second");

    private static bool TryParse(Utf8Slice text, out float value)
    {
        // The nearest float of the text itself: rounding twice, by way of double, may end elsewhere.
        bool isRead = float.TryParse(text.Bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        return isRead && text.TryParse(out double _) && float.IsFinite(value) && (value != 0 || IsZero(text));
    }

    private static bool TryParse(Utf8Slice text, out bool value) => (value = text.Equals("true"u8)) || text.Equals("false"u8);

    /// <summary>Whether a number that was read as 0 is written as 0, and is not merely too small.</summary>
    private static bool IsZero(Utf8Slice text)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        int exponent = bytes.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? bytes : bytes[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    /// <summary>Characters of UTF-8 as the server counts them.</summary>
    private static int Characters(Utf8Slice text)
    {
        int count = 0;
        foreach (byte b in text.Bytes)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
