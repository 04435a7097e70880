using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>
/// Values of a type stored as JSON, by a source-generated context:
/// <c>options.Codecs.Add(new JsonCodec&lt;Reading&gt;(MyContext.Default.Reading))</c>. Properties that are added later have their default.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="type">What the source generator made for it.</param>
public sealed class JsonCodec<T>(JsonTypeInfo<T> type) : Codec<T>
{
    /// <inheritdoc/>
    public override string Form => "json";

    /// <inheritdoc/>
    public override void Write(T value, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        JsonSerializer.Serialize(writer, value, type);
    }

    /// <inheritdoc/>
    public override T Read(ReadOnlySpan<byte> stored) => JsonSerializer.Deserialize(stored, type)!;
}
