using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream;

/// <summary>Values of columns as JSON, and parts of JSON by a path.</summary>
internal static class JsonValues
{
    public static JsonWriterOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a value; of structs the fields that are not null, as Spark does.</summary>
    public static unsafe void Write(Utf8JsonWriter writer, ColumnVector column, int row)
    {
        if (column.Type.Kind == TypeKind.Null || column.IsNull(row))
        {
            writer.WriteNullValue();
            return;
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                writer.WriteBooleanValue(column.GetBoolean(row));
                break;
            case TypeKind.Int:
                writer.WriteNumberValue(((int*)column.Data)[row]);
                break;
            case TypeKind.Long:
                writer.WriteNumberValue(((long*)column.Data)[row]);
                break;
            case TypeKind.Double when double.IsFinite(((double*)column.Data)[row]):
                writer.WriteRawValue(TextOf.Double(((double*)column.Data)[row]), skipInputValidation: true);
                break;
            case TypeKind.Double:
                writer.WriteStringValue(TextOf.Double(((double*)column.Data)[row]));
                break;
            case TypeKind.Decimal:
                writer.WriteRawValue(Decimals.Show(((Int128*)column.Data)[row], ((DecimalType)column.Type).Scale),
                    skipInputValidation: true);
                break;
            case TypeKind.String:
                WriteText(writer, ((Utf8Slice*)column.Data)[row]);
                break;
            case TypeKind.Date:
                writer.WriteStringValue(TextOf.Date(((int*)column.Data)[row]));
                break;
            case TypeKind.Timestamp:
                writer.WriteStringValue(Calendar.ToDateTime(((long*)column.Data)[row])
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case TypeKind.Interval:
                writer.WriteNumberValue(((long*)column.Data)[row]);
                break;
            case TypeKind.Array:
                writer.WriteStartArray();
                for (int at = column.Offsets[row]; at < column.Offsets[row + 1]; at++)
                {
                    Write(writer, column.Children[0], at);
                }

                writer.WriteEndArray();
                break;
            case TypeKind.Map:
                writer.WriteStartObject();
                for (int at = column.Offsets[row]; at < column.Offsets[row + 1]; at++)
                {
                    writer.WritePropertyName(Row.Show(Cell.ToObject(column.Children[0], at)));
                    Write(writer, column.Children[1], at);
                }

                writer.WriteEndObject();
                break;
            case TypeKind.Struct:
                WriteObject(writer, ((StructType)column.Type).Fields, column.Children, row);
                break;
        }
    }

    /// <summary>An object of columns; nulls are left out.</summary>
    public static void WriteObject(Utf8JsonWriter writer, Schema schema, ReadOnlySpan<ColumnVector> columns, int row)
    {
        writer.WriteStartObject();
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type.Kind != TypeKind.Null && !columns[i].IsNull(row))
            {
                writer.WritePropertyName(schema[i].Name);
                Write(writer, columns[i], row);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The steps of a path: names, and places in brackets as numbers.</summary>
    public static string[] ParsePath(string path) => path.StartsWith('$')
        ? path[1..].Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries)
        : throw new AnalysisException($"A path of JSON begins with $, as $.a[0].b; '{path}' does not.");

    public static bool TryFind(Utf8Slice text, string[] path, Utf8Arena texts, out Utf8Slice found)
    {
        found = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            JsonElement element = document.RootElement;
            foreach (string step in path)
            {
                bool isPlace = step.StartsWith('[');
                if (isPlace && element.ValueKind == JsonValueKind.Array
                    && int.TryParse(step.Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out int place)
                        && place < element.GetArrayLength())
                {
                    element = element[place];
                }
                else if (isPlace || element.ValueKind != JsonValueKind.Object
                    || !element.TryGetProperty(step, out element))
                {
                    return false;
                }
            }

            found = texts.Add(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());
            return element.ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, Utf8Slice text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text.Bytes))
        {
            writer.WriteStringValue(text.Bytes);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(text.Bytes)); // what is no UTF-8 becomes U+FFFD
        }
    }
}
