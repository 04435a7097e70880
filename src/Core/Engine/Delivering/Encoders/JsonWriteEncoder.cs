using System.Buffers;
using System.Text.Json;

namespace HotStream;

/// <summary>A record written as JSON by the user's function, and validated.</summary>
internal sealed class JsonWriteEncoder<T>(Action<Utf8JsonWriter, T> write) : RecordEncoder<T>
{
    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        Utf8JsonWriter writer = JsonWriters.Take(output, skipValidation: false);
        write(writer, record);
        JsonWriters.GiveBack(writer);
    }
}
