using System.Text.Json.Serialization.Metadata;

namespace HotStream.Sinks;

/// <summary>What files of records look like: a header, the records one behind the other, each with its end. Thread-safe.</summary>
/// <param name="extension">End of the files' names, with its dot.</param>
/// <param name="encoder">Writes a record.</param>
/// <param name="recordEnd">What follows each record.</param>
/// <param name="header">What every file begins with.</param>
internal sealed class RecordFormat<T>(string extension, RecordEncoder<T> encoder, byte[] recordEnd, byte[] header)
{
    private static readonly byte[] s_newline = "\n"u8.ToArray();

    /// <summary>End of the files' names, with its dot.</summary>
    public string Extension => extension;

    public static RecordFormat<T> Text() => Lines(RecordEncoders.Text<T>(), ".txt");

    public static RecordFormat<T> Json(JsonTypeInfo<T> json) => Lines(RecordEncoders.Json(json), ".jsonl");

    /// <summary>A line for each record.</summary>
    public static RecordFormat<T> Lines(RecordEncoder<T> encoder, string extension)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(extension);
        return extension.StartsWith('.') && !extension.AsSpan().ContainsAny(Path.GetInvalidFileNameChars())
            ? new(extension, encoder, s_newline, [])
            : throw new ArgumentException(
                $"\"{PlainText.Of(extension)}\" cannot end a file's name: write it with its dot.", nameof(extension));
    }

    /// <summary>Writes what every file begins with.</summary>
    public void WriteHeader(ByteBuffer output) => output.Write(header);

    /// <summary>Writes a record; or nothing, when it cannot be encoded, and says why.</summary>
    /// <param name="record">The record.</param>
    /// <param name="output">Where to.</param>
    /// <param name="form">Of a record that cannot be encoded, what a dead letter carries.</param>
    /// <returns>Null, or why not.</returns>
    public string? TryWrite(in T record, ByteBuffer output, out byte[] form)
    {
        int start = output.Length;
        try
        {
            encoder.Encode(in record, output);
            output.Write(recordEnd);
            form = [];
            return null;
        }
        catch (Exception cause)
        {
            form = encoder.Describe(in record, output.Written[start..]);
            output.CutTo(start);
            return LetterText.Reason(cause);
        }
    }
}
