using System.Globalization;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>
/// Makes rows of the fields of messages. A value is stored exactly, or refuses its message; what is missing is null. Thread-safe.
/// </summary>
/// <param name="columns">Names and types.</param>
internal sealed class RowFields(Schema columns)
{
    private const int Digits = 6; // of a second
    private const int DecimalDigits = 28; // those of decimal

    /// <summary>Reads columns: <c>at TIMESTAMP, machine STRING, celsius DOUBLE</c>.</summary>
    /// <exception cref="FormatException">They cannot be; the message says why.</exception>
    public static Schema ParseColumns(string text)
    {
        Schema columns;
        try
        {
            columns = Schema.Parse(text);
            if (columns.Count == 0 || columns.DistinctBy(static column => column.Name).Count() < columns.Count)
            {
                throw new ArgumentException("Name one or more, and none twice.");
            }
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw new FormatException($"The columns '{PlainText.Of(text)}' cannot be read: {problem.Message}", problem);
        }

        StructField? other = columns.FirstOrDefault(static column => column.Type switch
        {
            DecimalType exact => exact.Precision > DecimalDigits,
            _ => column.Type.Kind is not (TypeKind.Boolean or TypeKind.Int or TypeKind.Long or TypeKind.Double or TypeKind.String
                or TypeKind.Date or TypeKind.Timestamp),
        });
        return other is null ? columns
            : throw new FormatException($"Column {PlainText.Of(other.Name)} is {other.Type}: columns of messages are BOOLEAN, "
            + $"INT, BIGINT, DOUBLE, DECIMAL of up to {DecimalDigits} digits, STRING, DATE and TIMESTAMP.");
    }

    /// <summary>The values of a message.</summary>
    public object?[] Read(FieldRow row)
    {
        object?[] values = new object?[columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = row.GetKind(i) is JsonValueKind.Undefined or JsonValueKind.Null ? null : Value(row, i, columns[i]);
        }

        return values;
    }

    private static object? Value(FieldRow row, int i, StructField column)
    {
        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                return row.GetBoolean(i);
            case TypeKind.Long:
                return row.GetInt64(i);
            case TypeKind.Double:
                return row.GetDouble(i);
            case TypeKind.Int when row.GetInt64(i) is var number:
                return number == (int)number ? (int)number : Refused(row, i, column);
            case TypeKind.String:
                return row.GetText(i);
            case TypeKind.Decimal:
                return Exact(row.GetText(i).ToString(), (DecimalType)column.Type) is { } exact ? exact : Refused(row, i, column);
            case TypeKind.Date:
                return DateOnly.TryParseExact(row.GetText(i).ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                    out DateOnly date) ? date : Refused(row, i, column, "a date, 2026-01-31");
            default:
                return IsoTime.TryParse(row.GetText(i).ToString(), Digits, out IsoTime time) && time.Zone is { } zone
                    ? new DateTimeOffset(time.Local, TimeSpan.Zero) - zone
                    : Refused(row, i, column, "ISO 8601 with a zone, 2026-01-31T12:00:00Z");
        }
    }

    private static decimal? Exact(string text, DecimalType type) =>
        text.Count(char.IsAsciiDigit) <= DecimalDigits // more would be rounded
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
        && decimal.Round(value, Math.Min(type.Scale, DecimalDigits)) == value
        && decimal.Abs(decimal.Truncate(value)) < Power(type.Precision - type.Scale) ? value : null;

    private static decimal Power(int digits)
    {
        decimal power = 1;
        for (int i = 0; i < digits; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static object? Refused(FieldRow row, int i, StructField column, string? expected = null)
    {
        row.Reject($"Field {PlainText.Of(column.Name)} is {PlainText.Of(row.GetText(i).Bytes, 100)}, expected "
            + $"{expected ?? $"what {column.Type} holds without rounding"}.");
        return null;
    }
}
