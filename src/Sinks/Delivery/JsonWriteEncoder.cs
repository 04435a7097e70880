using System.Text.Encodings.Web;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>A record written by the user's function.</summary>
internal readonly struct JsonWriteEncoder<T>(Action<Utf8JsonWriter, T> write) : IRecordEncoder<T>
{
    private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Encode(in T record, RecordBody body)
    {
        _writer.Reset(body);
        write(_writer, record);
        _writer.Flush();
    }
}
