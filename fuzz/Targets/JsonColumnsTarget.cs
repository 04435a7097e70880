using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// The walk of JSON into columns against the framework's document: the same texts are taken, the same values come out, the same rows are
/// called unclean. Four rows a text, so that learned gaps are used too,
/// and the last two at once.
/// </summary>
internal sealed class JsonColumnsTarget : IFuzzTarget
{
    private static readonly Schema s_schema =
        Schema.Parse("a BIGINT, b DOUBLE, c STRING, d ARRAY<BIGINT>, e STRUCT<a: BIGINT, c: STRING>, m MAP<STRING, BIGINT>, t BOOLEAN, i "
            + "INT");

    private readonly JsonColumnParser _parser = new(s_schema);

    public string Name => "json-columns";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "{\"a\": 1, \"b\": -1.5e+7, \"c\": \"x\\u00e4\\n\", \"d\": [1, 2, null], \"e\": {\"a\": 3, \"c\": \"y\"}, \"m\": {\"k\": 1}, "u8,
            .. "\"t\": true, \"i\": 7}"u8],
        [.. "{\"c\": [1, {\"a\": 2}], \"a\": \"1\", \"b\": \"NaN\", \"d\": {}, \"e\": [], \"a\": 2, \"m\": {\"k\": \"v\", \"k\": "u8,
            .. "2}}"u8],
        "{\"a\": 9223372036854775808, \"i\": 2147483648, \"b\": 1e999, \"d\": [[1]], \"e\": {\"c\": 5}, \"t\": 0}"u8.ToArray(),
        "{\"c\": \"\\ud800\", \"\\u0061\": 5, \"b\": -0, \"a\": -0}"u8.ToArray(),
        " { } "u8.ToArray(),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        using var texts = new Utf8Arena();
        var columns = new ColumnBatch(s_schema);
        bool[] taken = new bool[4];
        Utf8Slice document = texts.Add(input);
        bool isLine = !input.Contains((byte)'\n') && !input.EndsWith((byte)'\r');
        Utf8Slice lines = texts.Add([.. input, (byte)'\n', .. input, (byte)'\r', (byte)'\n']);
        for (int row = 0; row < taken.Length; row++)
        {
            int many = row < 2 || !isLine ? 0 : _parser.TryParseLines(lines, columns.Columns, row, taken.Length - row, out _);
            taken.AsSpan(row, many).Fill(true);
            row += many;
            if (row < taken.Length)
            {
                taken[row] = _parser.TryParse(document, columns.Columns, row);
            }
        }

        (bool isJson, bool isClean, string[] expected) = Read(input);
        for (int row = 0; row < taken.Length; row++)
        {
            Check.Same(isJson && isClean, taken[row], "whether the row is clean", row);
            for (int i = 0; i < expected.Length; i++)
            {
                Check.Same(expected[i], Show(columns.Columns[i], row), s_schema[i].Name, row);
            }
        }

        _parser.Clear();
        foreach (ColumnVector column in columns.Columns)
        {
            column.Dispose();
        }
    }

    private static (bool IsJson, bool IsClean, string[] Values) Read(ReadOnlySpan<byte> input)
    {
        string[] values = [.. s_schema.Select(_ => "null")];
        try
        {
            using var document = JsonDocument.Parse(input.ToArray());
            if (document.RootElement.ValueKind != JsonValueKind.Object || !Utf8.IsValid(input))
            {
                return (false, false, values);
            }

            bool isClean = true;
            return (true, ReadFields(document.RootElement, s_schema, values, ref isClean) && isClean, values);
        }
        catch (JsonException)
        {
            return (false, false, values);
        }
    }

    private static bool ReadFields(JsonElement from, Schema schema, string[] values, ref bool isClean)
    {
        foreach (JsonProperty property in from.EnumerateObject())
        {
            int at = schema.ToList().FindIndex(field => field.Name == (NameOf(property) ?? ""));
            if (at >= 0)
            {
                values[at] = Value(property.Value, schema[at].Type, ref isClean);
            }
        }

        return true;
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a pair of surrogates
        }
    }

    private static string Value(JsonElement value, DataType type, ref bool isClean)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        string raw = value.GetRawText();
        bool isWhole = value.ValueKind == JsonValueKind.Number && raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        string? known = (type, value.ValueKind) switch
        {
            ({ Kind: TypeKind.String }, JsonValueKind.String) => TextOf(value),
            ({ Kind: TypeKind.String }, _) => raw,
            ({ Kind: TypeKind.Long }, _) when isWhole && value.TryGetInt64(out long number) => $"{number}",
            ({ Kind: TypeKind.Int }, _) when isWhole && value.TryGetInt32(out int number) => $"{number}",
            ({ Kind: TypeKind.Double }, JsonValueKind.Number) => $"{value.GetDouble() + 0.0:R}",
            ({ Kind: TypeKind.Double }, JsonValueKind.String) => Special(raw[1..^1]),
            ({ Kind: TypeKind.Boolean }, JsonValueKind.True or JsonValueKind.False) => $"{value.ValueKind == JsonValueKind.True}",
            _ => null,
        };
        if (type is ArrayType array && value.ValueKind == JsonValueKind.Array)
        {
            bool ofElements = true;
            known = $"[{string.Join(',', value.EnumerateArray().Select(element => Value(element, array.Element, ref ofElements)).ToArray())}]";
            isClean &= ofElements;
        }
        else if (type is StructType structure && value.ValueKind == JsonValueKind.Object)
        {
            string[] fields = [.. structure.Fields.Select(_ => "null")];
            ReadFields(value, structure.Fields, fields, ref isClean);
            known = $"({string.Join(',', fields)})";
        }
        else if (type is MapType map && value.ValueKind == JsonValueKind.Object)
        {
            bool ofValues = true;
            known = $"{{{string.Join(',', value.EnumerateObject().Select(pair => $"{KeyOf(pair, ref ofValues)}={Value(pair.Value, map.Value, ref ofValues)}").ToArray())}}}";
            isClean &= ofValues;
        }

        isClean &= known is not null;
        return known ?? "null";
    }

    private static string KeyOf(JsonProperty pair, ref bool isClean)
    {
        string? name = NameOf(pair);
        isClean &= name is not null;
        return name ?? "";
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Special(string text)
    {
        if (text.Length == 0 || text[0] <= ' ')
        {
            return null;
        }

        return text.TrimEnd(' ').ToUpperInvariant() switch
        {
            "NAN" => "NaN",
            "INF" or "INFINITY" or "+INF" or "+INFINITY" => $"{double.PositiveInfinity:R}",
            "-INF" or "-INFINITY" => $"{double.NegativeInfinity:R}",
            _ => null,
        };
    }

    private static string Show(ColumnVector column, int row)
    {
        if (column.IsNull(row))
        {
            return "null";
        }

        return column.Type switch
        {
            { Kind: TypeKind.Double } => $"{Cell.Read<double>(column, row) + 0.0:R}",
            { Kind: TypeKind.String } => Cell.Read<Utf8Slice>(column, row).ToString(),
            ArrayType => $"[{string.Join(',', Elements(column, row).Select(at => Show(column.Children[0], at)))}]",
            MapType => $"{{{string.Join(',', Elements(column, row).Select(at => $"{Show(column.Children[0], at)}={Show(column.Children[1], at)}"))}}}",
            StructType => $"({string.Join(',', column.Children.Select(child => Show(child, row)))})",
            _ => $"{Cell.ToObject(column, row)}",
        };
    }

    private static IEnumerable<int> Elements(ColumnVector column, int row)
    {
        int start = column.Values<int>()[row];
        return Enumerable.Range(start,
            MemoryMarshal.CreateReadOnlySpan(ref column.Values<int>()[0], column.Values<int>().Length + 1)[row + 1] - start);
    }
}
