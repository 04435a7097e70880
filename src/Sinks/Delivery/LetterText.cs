using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>A record that could not be encoded, in a form that a dead letter can carry and a person can read.</summary>
internal static class LetterText
{
    /// <summary>Why a record could not be encoded, and what to do about it.</summary>
    public static string Reason(Exception cause, string? column = null) =>
        $"{(column is null ? "It" : $"Column \"{PlainText.Of(column)}\"")} could not be encoded: {PlainText.Of(cause.Message)} "
        + $"({cause.GetType().Name}). Correct such records, or filter them, before the sink.";

    /// <summary>The value of a column; when it cannot be read, what its function threw, as a text.</summary>
    public static object ValueOf<T, TValue>(Func<T, TValue> value, in T record)
    {
        try
        {
            return value(record)!;
        }
        catch (Exception cause)
        {
            return $"<{cause.GetType().Name}: {cause.Message}>";
        }
    }

    /// <summary>Columns and their values as a JSON object; of a column that could not be read, what was thrown.</summary>
    public static byte[] Of(IReadOnlyList<string> columns, IReadOnlyList<object> values)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            for (int i = 0; i < values.Count; i++)
            {
                json.WritePropertyName(columns[i]);
                Write(json, values[i]);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or decimal:
                json.WriteRawValue(RecordText.Format(value));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTime moment:
                json.WriteStringValue(moment);
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(moment);
                break;
            case ReadOnlyMemory<byte> bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            default:
                json.WriteStringValue(RecordText.Format(value));
                break;
        }
    }
}
