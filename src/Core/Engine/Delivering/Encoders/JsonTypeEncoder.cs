using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>A record written by what the source generator made for its type, which needs no validation.</summary>
internal sealed class JsonTypeEncoder<T>(JsonTypeInfo<T> json) : RecordEncoder<T>
{
    private readonly Lazy<JsonTypeInfo<T>> _lenient = new(() => RecordDescription.Lenient(json)); // once, however many records fail

    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        Utf8JsonWriter writer = JsonWriters.Take(output, skipValidation: true);
        JsonSerializer.Serialize(writer, record, json);
        JsonWriters.GiveBack(writer);
    }

    public override byte[] Describe(in T record, ReadOnlySpan<byte> written) => RecordDescription.Of(in record, written, _lenient);
}
