using System.Buffers;
using System.Text.Json;

namespace HotStream;

/// <summary>JSON in texts.</summary>
internal static class JsonFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("from_json", "The value that a text of JSON stands for, by a schema in DDL; null when it is no JSON.",
            "from_json('{\"a\":1}', 'a INT')", "{1}", args =>
        {
            Arguments.Check("from_json", args, 2);
            string ddl = Arguments.Text("from_json", "schema", args[1]);
            DataType type = ParseSchema(ddl);
            return new BoundCall($"from_json {type.Name}", [Casts.Widen(args[0], DataType.String)], type, NullRule.Own, () =>
                new FromJsonKernel(type),
                $"from_json({args[0].Text})");
        }),
        new("to_json", "The value as a text of JSON; fields that are null are left out.", "to_json(named_struct('a', 1, 'b', NULL))",
            "{\"a\":1}", args =>
        {
            Arguments.Check("to_json", args, 1);
            return new BoundCall("to_json", args, DataType.String, NullRule.Strict, static () =>
                new ColumnKernel(static (inputs, result, rows, texts) =>
            {
                var buffer = new ArrayBufferWriter<byte>();
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = rows.PlaceOf(i);
                    if (result.IsNull(row))
                    {
                        result.SetNull(row); // with no text of an earlier batch under it
                        continue;
                    }

                    buffer.ResetWrittenCount();
                    using var writer = new Utf8JsonWriter(buffer, JsonValues.Options);
                    JsonValues.Write(writer, inputs[0], row);
                    writer.Flush();
                    Cell.Write(result, row, texts.Add(buffer.WrittenSpan));
                }
            }));
        }),
        new("get_json_object", "The part of a text of JSON at a path such as $.a[0].b, as text; null when there is none.",
            "get_json_object('{\"a\":[{\"b\":7}]}', '$.a[0].b')", "7", args =>
        {
            Arguments.Check("get_json_object", args, 2);
            string[] path = JsonValues.ParsePath(Arguments.Text("get_json_object", "path", args[1]));
            return new BoundCall("get_json_object", [Casts.Widen(args[0], DataType.String), args[1]], DataType.String, NullRule.Strict,
                () =>
                new TryKernel<Utf8Slice, Utf8Slice>((Utf8Slice text, Utf8Arena texts, out Utf8Slice result) =>
                    JsonValues.TryFind(text, path, texts, out result)));
        }),
    ];

    private static DataType ParseSchema(string ddl)
    {
        try
        {
            return ddl.TrimStart().StartsWith("array<", StringComparison.OrdinalIgnoreCase)
                || ddl.TrimStart().StartsWith("struct<", StringComparison.OrdinalIgnoreCase)
                || ddl.TrimStart().StartsWith("map<", StringComparison.OrdinalIgnoreCase) ? DataType.Parse(ddl)
                    : new StructType(Schema.Parse(ddl));
        }
        catch (FormatException wrong)
        {
            throw new AnalysisException($"The schema of from_json is none: {wrong.Message}", wrong);
        }
    }
}
