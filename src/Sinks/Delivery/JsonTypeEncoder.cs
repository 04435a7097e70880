using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream.Sinks;

/// <summary>A record written by what the source generator made for its type.</summary>
internal readonly struct JsonTypeEncoder<T>(JsonTypeInfo<T> json) : IRecordEncoder<T>
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Encode(in T record, RecordBody body)
    {
        _writer.Reset(body);
        JsonSerializer.Serialize(_writer, record, json);
        _writer.Flush();
    }

    public byte[] Describe(in T record, ReadOnlySpan<byte> written) => LetterText.Of(in record, written, json);
}
