using System.Buffers;

namespace HotStream;

/// <summary>A record that holds its bytes.</summary>
internal sealed class SliceEncoder<T>(Func<T, Utf8Slice> select) : RecordEncoder<T>
{
    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        Utf8Slice bytes = select(record);
        output.Write(bytes.Bytes);
    }

    public override bool TryGetSlice(in T record, out Utf8Slice slice)
    {
        slice = select(record);
        return true;
    }
}
