using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HotStream.Avro;

/// <summary>
/// Columns of frames as Avro declares them: each may be null; a record is named as its column, in the space of what has it.
/// </summary>
internal static partial class AvroShape
{
    private const string Root = "row";

    /// <summary>The schema as JSON.</summary>
    /// <exception cref="ArgumentException">A column has no place in such a file.</exception>
    public static byte[] Of(Schema schema)
    {
        if (schema.Count == 0)
        {
            throw new ArgumentException("An Avro file has at least one column; the frame has none.", nameof(schema));
        }

        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            WriteRecord(json, Root, "", schema);
        }

        return text.WrittenSpan.ToArray();
    }

    private static void WriteRecord(Utf8JsonWriter json, string name, string space, IEnumerable<StructField> fields)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "record"u8);
        json.WriteString("name"u8, name);
        if (space.Length > 0)
        {
            json.WriteString("namespace"u8, space);
        }

        json.WriteStartArray("fields"u8);
        string inner = space.Length > 0 ? $"{space}.{name}" : name;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (StructField field in fields)
        {
            if (!Name().IsMatch(field.Name))
            {
                throw new ArgumentException($"Avro has no name for column '{PlainText.Of(field.Name)}': names are letters, digits and '_', "
                    + "and begin with no digit. Name it by As.", nameof(fields));
            }

            if (!names.Add(field.Name))
            {
                throw new ArgumentException(
                    $"There are two columns '{field.Name}'; in a file each has a name of its own. Name them by As.", nameof(fields));
            }

            json.WriteStartObject();
            json.WriteString("name"u8, field.Name);
            json.WritePropertyName("type"u8);
            WriteNullable(json, field.Name, inner, field.Type);
            json.WriteNull("default"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, string space, DataType type)
    {
        json.WriteStartArray();
        json.WriteStringValue("null"u8);
        switch (type)
        {
            case ArrayType array:
                WriteParts(json, "array", "items", name, space, array.Element);
                break;
            case MapType map:
                if (map.Key.Kind != TypeKind.String)
                {
                    throw new ArgumentException($"Column '{name}' is {type}; the keys of a map are STRING in Avro.", nameof(type));
                }

                WriteParts(json, "map", "values", name, space, map.Value);
                break;
            case StructType { Fields.Count: 0 }:
                throw new ArgumentException(
                    $"Column '{name}' is a struct without fields, which is not written to Avro.", nameof(type));
            case StructType structure:
                WriteRecord(json, name, space, structure.Fields);
                break;
            case DecimalType number:
                json.WriteStartObject();
                json.WriteString("type"u8, "bytes"u8);
                json.WriteString("logicalType"u8, "decimal"u8);
                json.WriteNumber("precision"u8, number.Precision);
                json.WriteNumber("scale"u8, number.Scale);
                json.WriteEndObject();
                break;
            default:
                WriteScalar(json, name, type);
                break;
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, string type, string parts, string name, string space, DataType part)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WritePropertyName(parts);
        WriteNullable(json, name, space, part);
        json.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter json, string name, DataType type)
    {
        (string stored, string? logical) = type.Kind switch
        {
            TypeKind.Boolean => ("boolean", null),
            TypeKind.Int => ("int", null),
            TypeKind.Long => ("long", null),
            TypeKind.Double => ("double", null),
            TypeKind.String => ("string", null),
            TypeKind.Date => ("int", "date"),
            TypeKind.Timestamp => ("long", "timestamp-micros"),
            _ => throw new ArgumentException($"Avro has no place for column '{name}', which is {type}; cast it.", nameof(type)),
        };
        if (logical is null)
        {
            json.WriteStringValue(stored);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, stored);
        json.WriteString("logicalType"u8, logical);
        json.WriteEndObject();
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Name();
}
