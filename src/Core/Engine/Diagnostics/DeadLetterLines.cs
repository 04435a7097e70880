using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream;

/// <summary>
/// Dead letters as lines of text, one JSON object each, which anything can read and the command <c>replay</c> sends again:
/// <c>{"time":"2026-01-31T12:00:00.0000000+00:00","source":"...","position":"...","reason":"...","length":5,"record":"hello"}</c>. A record
/// that is not UTF-8 stands in <c>"base64"</c> instead of <c>"record"</c>; one whose bytes are fewer than
/// <c>length</c> was cut. Thread-safe.
/// </summary>
public static class DeadLetterLines
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a letter, with its newline.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="output">Where to; gets the line as a whole.</param>
    public static void Write(DeadLetter letter, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, s_options))
        {
            json.WriteStartObject();
            json.WriteString("time", letter.Time);
            json.WriteString("source", Whole(letter.Source));
            json.WriteString("position", Whole(letter.Position));
            json.WriteString("reason", Whole(letter.Reason));
            json.WriteNumber("length", letter.Length);
            ReadOnlySpan<byte> record = letter.Record.Span;
            if (System.Text.Unicode.Utf8.IsValid(record))
            {
                json.WriteString("record", record);
            }
            else
            {
                json.WriteBase64String("base64", record);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a letter.</summary>
    /// <param name="line">A line, with or without its newline.</param>
    /// <exception cref="FormatException">It is no letter; the message says what is missing.</exception>
    public static DeadLetter Read(ReadOnlySpan<byte> line)
    {
        string? source = null;
        string? position = null;
        string? reason = null;
        long? length = null;
        byte[]? record = null;
        DateTimeOffset time = default;
        try
        {
            var json = new Utf8JsonReader(line);
            Require(json.Read() && json.TokenType == JsonTokenType.StartObject, "an object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                json.Read();
                switch (name)
                {
                    case "time":
                        time = json.GetDateTimeOffset();
                        break;
                    case "source":
                        source = json.GetString();
                        break;
                    case "position":
                        position = json.GetString();
                        break;
                    case "reason":
                        reason = json.GetString();
                        break;
                    case "length":
                        length = json.GetInt64();
                        break;
                    case "record":
                        record = Encoding.UTF8.GetBytes(json.GetString() ?? "");
                        break;
                    case "base64":
                        record = json.GetBytesFromBase64();
                        break;
                    default:
                        json.Skip(); // written by a later version
                        break;
                }
            }

            Require(json.TokenType == JsonTokenType.EndObject && !json.Read(), "one object");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException("This line is no dead letter: " + cause.Message, cause);
        }

        Require(source is not null && position is not null && reason is not null
            && record is not null, "source, position, reason and a record");
        Require(length is null || length >= record!.Length, "a length that is not less than that of its record");
        return new DeadLetter(source!, position!, reason!, length ?? record!.Length, record) { Time = time };
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new FormatException($"This line is no dead letter: it has not {what}.");
        }
    }

    /// <summary>The text with half characters, which JSON does not have, replaced.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
