using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>A line of JSON for each record.</summary>
internal sealed class JsonLineFormat<T>(JsonTypeInfo<T> json) : RecordFormat<T>
{
    private Utf8JsonWriter? _writer;

    public override string Extension => ".jsonl";

    public override void Write(in T record, ArrayPoolBufferWriter<byte> output)
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
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }
}
