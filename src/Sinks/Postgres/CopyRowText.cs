using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>
/// A row in COPY's binary form as a JSON object, a column each, from which it can be made again: what a dead letter carries of
/// a row that the server refused.
/// </summary>
internal static class CopyRowText
{
    private const short NumericNegative = 0x4000;
    private const ushort NumericNotANumber = 0xC000;

    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The row as JSON.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">Names and types, in the row's order.</param>
    /// <param name="skip">Fields in front that are no columns.</param>
    public static byte[] Of(ReadOnlySpan<byte> row, IReadOnlyList<(string Name, PgType Type)> columns, int skip)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        int at = sizeof(short);
        for (int i = -skip; i < columns.Count; i++)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(row[at..]);
            at += sizeof(int);
            ReadOnlySpan<byte> field = row.Slice(at, Math.Max(0, length));
            at += field.Length;
            if (i >= 0)
            {
                json.WritePropertyName(columns[i].Name);
                Write(json, length < 0, field, columns[i].Type);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, bool isNull, ReadOnlySpan<byte> field, PgType type)
    {
        if (isNull)
        {
            json.WriteNullValue();
            return;
        }

        switch (type.Id)
        {
            case PgType.Bool:
                json.WriteBooleanValue(field[0] != 0);
                break;
            case PgType.Int2:
                json.WriteNumberValue(BinaryPrimitives.ReadInt16BigEndian(field));
                break;
            case PgType.Int4:
                json.WriteNumberValue(BinaryPrimitives.ReadInt32BigEndian(field));
                break;
            case PgType.Int8:
                json.WriteNumberValue(BinaryPrimitives.ReadInt64BigEndian(field));
                break;
            case PgType.Float4:
                WriteNumber(json, BinaryPrimitives.ReadSingleBigEndian(field));
                break;
            case PgType.Float8:
                WriteNumber(json, BinaryPrimitives.ReadDoubleBigEndian(field));
                break;
            case PgType.Numeric:
                WriteNumeric(json, field);
                break;
            case PgType.Uuid:
                json.WriteStringValue(new Guid(field, bigEndian: true));
                break;
            case PgType.Date:
                json.WriteStringValue(s_epoch.AddDays(BinaryPrimitives.ReadInt32BigEndian(field))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case PgType.Time:
                json.WriteStringValue(new TimeOnly(BinaryPrimitives.ReadInt64BigEndian(field)
                    * TimeSpan.TicksPerMicrosecond).ToString("O", CultureInfo.InvariantCulture));
                break;
            case PgType.Timestamp:
                json.WriteStringValue(DateTime.SpecifyKind(Moment(field), DateTimeKind.Unspecified));
                break;
            case PgType.TimestampTz:
                json.WriteStringValue(Moment(field));
                break;
            case PgType.Interval:
                json.WriteStringValue(TimeSpan.FromTicks(BinaryPrimitives.ReadInt64BigEndian(field) * TimeSpan.TicksPerMicrosecond)
                    .ToString("c", CultureInfo.InvariantCulture));
                break;
            case PgType.Bytea:
                json.WriteBase64StringValue(field);
                break;
            default:
                json.WriteStringValue(type.Id == PgType.Jsonb ? field[1..] : field); // text, checked as UTF-8 when it was written
                break;
        }
    }

    private static DateTime Moment(ReadOnlySpan<byte> field) =>
        s_epoch.AddTicks(BinaryPrimitives.ReadInt64BigEndian(field) * TimeSpan.TicksPerMicrosecond);

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Digits to the base of 10,000 after a header of count, weight, sign and digits shown: see <see cref="PgNumeric"/>.</summary>
    private static void WriteNumeric(Utf8JsonWriter json, ReadOnlySpan<byte> field)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(field);
        int weight = BinaryPrimitives.ReadInt16BigEndian(field[2..]);
        ushort sign = BinaryPrimitives.ReadUInt16BigEndian(field[4..]);
        int shown = BinaryPrimitives.ReadInt16BigEndian(field[6..]);
        if (sign >= NumericNotANumber)
        {
            json.WriteStringValue(sign == NumericNotANumber ? "NaN" : sign == 0xD000 ? "Infinity" : "-Infinity");
            return;
        }

        var text = new StringBuilder(sign == NumericNegative ? "-" : "");
        int start = text.Length;
        for (int i = 0; i <= Math.Max(weight, 0); i++)
        {
            text.Append(Digit(field, count, weight, weight < 0 ? -1 : i).ToString("D4", CultureInfo.InvariantCulture));
        }

        while (text.Length > start + 1 && text[start] == '0')
        {
            text.Remove(start, 1);
        }

        if (shown > 0)
        {
            text.Append('.');
            int point = text.Length;
            for (int i = weight + 1; text.Length - point < shown; i++)
            {
                text.Append(Digit(field, count, weight, i).ToString("D4", CultureInfo.InvariantCulture));
            }

            text.Length = point + shown;
        }

        json.WriteRawValue(text.ToString());

        static int Digit(ReadOnlySpan<byte> field, int count, int weight, int index) =>
            index >= 0 && index < count ? BinaryPrimitives.ReadInt16BigEndian(field[(8 + (2 * index))..]) : 0;
    }
}
