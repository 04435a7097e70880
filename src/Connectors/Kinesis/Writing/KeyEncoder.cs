using System.Buffers;
using System.Text;

namespace HotStream.Kinesis;

/// <summary>Partition keys that a function gives. A lone surrogate is no text, and throws.</summary>
internal sealed class KeyEncoder<T>(Func<T, string> key) : RecordEncoder<T>
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override void Encode(in T record, IBufferWriter<byte> output) => s_strict.GetBytes(key(record), output);
}
