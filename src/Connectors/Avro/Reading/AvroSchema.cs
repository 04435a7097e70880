using System.Text.Json;

namespace HotStream.Avro;

/// <summary>Makes values of a schema, by Avro's specification: names with namespaces, logical types.</summary>
/// <param name="isBinaryText">Whether bytes are texts.</param>
internal sealed class AvroSchema(bool isBinaryText)
{
    private readonly Dictionary<string, AvroValue> _named = new(StringComparer.Ordinal);

    /// <summary>The record of a file.</summary>
    /// <exception cref="InvalidDataException">It is no schema, or that of other values than records.</exception>
    public static AvroRecord Parse(ReadOnlyMemory<byte> json, bool isBinaryText)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new AvroSchema(isBinaryText).Of(document.RootElement, "") as AvroRecord
                ?? throw new InvalidDataException("Its values are no records, which rows are made of.");
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"Its schema is none of Avro: {failure.Message}", failure);
        }
    }

    private AvroValue Of(JsonElement schema, string space) => schema.ValueKind switch
    {
        JsonValueKind.String => OfName(schema.GetString()!, space, schema),
        JsonValueKind.Array => OfUnion(schema, space),
        _ => schema.GetProperty("type") is { ValueKind: JsonValueKind.String } type ? OfName(type.GetString()!, space, schema)
            : Of(schema.GetProperty("type"), space),
    };

    private AvroValue OfName(string type, string space, JsonElement schema)
    {
        string? logical = TextOf(schema, "logicalType");
        switch (type)
        {
            case "null":
                return AvroScalars.Null;
            case "boolean":
                return AvroScalars.Boolean;
            case "int":
                return AvroScalars.OfInt(logical);
            case "long":
                return AvroScalars.OfLong(logical);
            case "float":
                return AvroScalars.Float;
            case "double":
                return AvroScalars.Double;
            case "string":
                return AvroScalars.Text;
            case "bytes":
                return AvroScalars.OfBytes(DecimalOf(schema, logical), isBinaryText);
            case "array":
                return new AvroList(Of(schema.GetProperty("items"), space));
            case "map":
                return new AvroList(AvroScalars.Text, Of(schema.GetProperty("values"), space));
            case "enum":
                return Add(FullName(schema, space),
                    AvroScalars.OfEnum([.. schema.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()!)]));
            case "fixed":
                int size = schema.GetProperty("size").GetInt32();
                return size >= 0 ? Add(FullName(schema, space), AvroScalars.OfFixed(size, DecimalOf(schema, logical), logical ?? "fixed"))
                    : throw new InvalidDataException($"A fixed type has {size} bytes.");
            case "record" or "error":
                return OfRecord(schema, space);
            default:
                AvroValue named = _named.GetValueOrDefault(type.Contains('.', StringComparison.Ordinal) ? type : Join(space, type))
                    ?? _named.GetValueOrDefault(type)
                    ?? throw new InvalidDataException($"Its schema has no type '{PlainText.Of(type)}'.");
                return named is AvroRecord record ? record.AsPart() : named;
        }
    }

    private AvroRecord OfRecord(JsonElement schema, string space)
    {
        string name = FullName(schema, space);
        var record = new AvroRecord(name);
        Add(name, record);
        string inner = name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "";
        var fields = new List<(string Name, AvroValue Value)>();
        foreach (JsonElement field in schema.GetProperty("fields").EnumerateArray())
        {
            string named = field.GetProperty("name").GetString()!;
            fields.Add(fields.TrueForAll(other => other.Name != named) ? (named, Of(field.GetProperty("type"), inner))
                : throw new InvalidDataException($"Its record {PlainText.Of(name)} has two fields '{PlainText.Of(named)}'."));
        }

        record.Complete(fields);
        return record;
    }

    private AvroUnion OfUnion(JsonElement schema, string space)
    {
        AvroValue[] branches = [.. schema.EnumerateArray().Select(branch => Of(branch, space))];
        string name = string.Join(" or ", schema.EnumerateArray().Select(branch => branch.ValueKind == JsonValueKind.Object
            ? TextOf(branch, "logicalType") ?? TextOf(branch, "name") ?? TextOf(branch, "type") ?? "a union" : branch.ToString()));
        return new AvroUnion(branches, PlainText.Of(name.Length > 0 ? name : "an empty union"));
    }

    private AvroValue Add(string name, AvroValue value) => _named.TryAdd(name, value) ? value
        : throw new InvalidDataException($"Its schema has two types '{PlainText.Of(name)}'.");

    private static string FullName(JsonElement schema, string space)
    {
        string name = schema.GetProperty("name").GetString()!;
        return name.Contains('.', StringComparison.Ordinal) ? name : Join(TextOf(schema, "namespace") ?? space, name);
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    /// <summary>The decimal that a schema speaks of; null when it is none, or one that frames cannot hold.</summary>
    private static DecimalType? DecimalOf(JsonElement schema, string? logical)
    {
        if (logical != "decimal" || !schema.TryGetProperty("precision", out JsonElement digits))
        {
            return null;
        }

        int precision = digits.GetInt32();
        int scale = schema.TryGetProperty("scale", out JsonElement places) ? places.GetInt32() : 0;
        return precision is > 0 and <= DecimalType.MostDigits && scale >= 0 && scale <= precision
            ? DataType.Decimal(precision, scale) : null;
    }

    private static string? TextOf(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
