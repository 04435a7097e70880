using System.Buffers;
using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>Values in checkpoints: JSON, with doubles and groups marked, which JSON cannot tell from whole numbers and lists.</summary>
internal sealed class ValueCodec : Codec<Value>
{
    public override string Form => "marked json";

    public override void Write(Value value, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        Write(value, json);
    }

    public override Value Read(ReadOnlySpan<byte> stored)
    {
        var reader = new Utf8JsonReader(stored);
        return Read(JsonElement.ParseValue(ref reader));
    }

    private static void Write(Value value, Utf8JsonWriter json)
    {
        switch (value.Kind)
        {
            case ValueKind.Double:
                json.WriteStartObject();
                json.WriteNumber("bits", BitConverter.DoubleToInt64Bits(value.AsDouble));
                json.WriteEndObject();
                break;
            case ValueKind.List:
                json.WriteStartObject();
                json.WriteStartArray(value.IsGroup ? "group" : "list");
                foreach (Value item in value.AsList)
                {
                    Write(item, json);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case ValueKind.Long:
                json.WriteNumberValue(value.AsLong);
                break;
            case ValueKind.String:
                json.WriteStringValue(value.AsString);
                break;
            case ValueKind.Bool:
                json.WriteBooleanValue(value == Value.Of(true));
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static Value Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Value.Parse(json);
        }

        JsonProperty only = json.EnumerateObject().Single();
        return only.Name switch
        {
            "bits" => Value.Of(BitConverter.Int64BitsToDouble(only.Value.GetInt64())),
            "group" => Value.Group(only.Value.EnumerateArray().Select(Read)),
            _ => Value.List([.. only.Value.EnumerateArray().Select(Read)]),
        };
    }
}
