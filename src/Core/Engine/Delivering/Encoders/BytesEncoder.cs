using System.Buffers;

namespace HotStream;

/// <summary>A record written by the user's function.</summary>
internal sealed class BytesEncoder<T>(Action<T, IBufferWriter<byte>> write) : RecordEncoder<T>
{
    public override void Encode(in T record, IBufferWriter<byte> output) => write(record, output);
}
