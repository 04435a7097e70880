using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>Records as lines of JSON.</summary>
internal static class JsonPartWriter
{
    private const int FlushBytes = 64 * 1024;

    public static void Write<T>(Stream file, Partition<T> partition, JsonTypeInfo<T> json)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>(FlushBytes + 4096);
        using var writer = new Utf8JsonWriter(buffer);
        foreach (ref readonly T record in partition.Span)
        {
            JsonSerializer.Serialize(writer, record, json);
            writer.Flush();
            buffer.GetSpan(1)[0] = (byte)'\n';
            buffer.Advance(1);
            writer.Reset(buffer);
            if (buffer.WrittenCount >= FlushBytes)
            {
                file.Write(buffer.WrittenSpan);
                buffer.Clear();
                writer.Reset(buffer);
            }
        }

        file.Write(buffer.WrittenSpan);
    }
}
