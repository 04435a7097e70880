using System.Buffers;
using System.Text;

namespace HotStream;

/// <summary>A slice as it is, everything else as <see cref="RecordText"/> prints it.</summary>
internal sealed class TextEncoder<T> : RecordEncoder<T>
{
    public static readonly TextEncoder<T> Instance = new();

    public override void Encode(in T record, IBufferWriter<byte> output)
    {
        if (record is Utf8Slice text)
        {
            output.Write(text.Bytes);
        }
        else
        {
            Encoding.UTF8.GetBytes(RecordText.Format(record), output);
        }
    }

    public override bool TryGetSlice(in T record, out Utf8Slice slice)
    {
        if (record is Utf8Slice text)
        {
            slice = text;
            return true;
        }

        slice = default;
        return false;
    }
}
