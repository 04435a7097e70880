using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>A record that could not be encoded, in a form that a dead letter can carry and a person can read.</summary>
internal static class RecordDescription
{
    /// <summary>
    /// Text as it is, everything else as <see cref="RecordText"/> prints it; of a type that prints its name only, what
    /// was encoded of the record so far.
    /// </summary>
    public static byte[] Of<T>(in T record, ReadOnlySpan<byte> written)
    {
        if (record is Utf8Slice slice)
        {
            return slice.Bytes.ToArray();
        }

        try
        {
            string text = RecordText.Format(record);
            return record is not null && text == record.GetType().ToString() ? written.ToArray() : Encoding.UTF8.GetBytes(text);
        }
        catch (Exception)
        {
            return written.ToArray(); // the user's ToString throws as well
        }
    }

    /// <summary>How to write records of a type as JSON which says "NaN" and "Infinity" where JSON has no number.</summary>
    public static JsonTypeInfo<T> Lenient<T>(JsonTypeInfo<T> json)
    {
        var lenient = new JsonSerializerOptions(json.Options)
        {
            NumberHandling = json.Options.NumberHandling | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return (JsonTypeInfo<T>)lenient.GetTypeInfo(typeof(T));
    }

    /// <summary>
    /// The record as <see cref="Lenient{T}(JsonTypeInfo{T})"/> JSON; as
    /// <see cref="Of{T}(in T, ReadOnlySpan{byte})"/> where that does not do.
    /// </summary>
    public static byte[] Of<T>(in T record, ReadOnlySpan<byte> written, Lazy<JsonTypeInfo<T>> lenient)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(record, lenient.Value);
        }
        catch (Exception)
        {
            return Of(in record, written); // a property of the record throws, or a converter does
        }
    }
}
