using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotStream;

/// <summary>
/// A <see cref="Utf8Slice"/> as a JSON string. Bytes that are not UTF-8 cannot be written. Read, texts of up to
/// <see cref="Utf8Slice.InlineCapacity"/> bytes are complete in themselves; a longer one would have no batch to live in and is refused: use
/// <see cref="string"/> in types that are read.
/// </summary>
public sealed class Utf8SliceJsonConverter : JsonConverter<Utf8Slice>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">No string, or longer than a slice holds by itself.</exception>
    public override Utf8Slice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"A Utf8Slice is a JSON string, not {reader.TokenType}.");
        }

        return ReadText(ref reader);
    }

    /// <inheritdoc/>
    public override Utf8Slice ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadText(ref reader);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, Utf8Slice value, JsonSerializerOptions options)
    {
        writer.WritePropertyName(value.Bytes);
        value.ThrowIfReleased();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public override void Write(Utf8JsonWriter writer, Utf8Slice value, JsonSerializerOptions options)
    {
        writer.WriteStringValue(value.Bytes);
        value.ThrowIfReleased();
    }

    private static Utf8Slice ReadText(ref Utf8JsonReader reader)
    {
        Span<byte> text = stackalloc byte[Utf8Slice.InlineCapacity * 6]; // every character may be an escape
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > text.Length || reader.CopyString(text) is var written && written > Utf8Slice.InlineCapacity)
        {
            throw new JsonException($"A Utf8Slice of its own holds {Utf8Slice.InlineCapacity} bytes and this text is longer; use string "
                + "in types that are read from JSON.");
        }

        return Utf8Slice.FromInline(text[..written]);
    }
}
