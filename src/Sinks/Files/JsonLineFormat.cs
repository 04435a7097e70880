using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream.Sinks;

/// <summary>A line of JSON for each record.</summary>
internal sealed class JsonLineFormat<T>(JsonTypeInfo<T> json) : RecordFormat<T>
{
    private Utf8JsonWriter? _writer;

    public override string Extension => ".jsonl";

    protected override void Write(in T record, ByteBuffer output)
    {
        if (_writer is null)
        {
            _writer = new Utf8JsonWriter(output);
        }
        else
        {
            _writer.Reset(output);
        }

        JsonSerializer.Serialize(_writer, record, json);
        _writer.Flush();
        output.WriteByte((byte)'\n');
    }

    protected override byte[] Describe(in T record, ReadOnlySpan<byte> written) => LetterText.Of(in record, written, json);
}
