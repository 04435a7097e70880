using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary><c>rd_kafka_vu_t</c>: something of a record that is sent. Kinds are numbered as <c>RD_KAFKA_VTYPE_</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct NativeArgument
{
    [FieldOffset(0)]
    private int _kind;

    [FieldOffset(8)]
    private nint _value;

    [FieldOffset(16)]
    private nuint _length;

    public static NativeArgument Topic(nint handle) => new() { _kind = 2, _value = handle };

    public static NativeArgument Partition(int partition) => new() { _kind = 3, _value = partition };

    public static NativeArgument Payload(byte* bytes, int length) => new() { _kind = 4, _value = (nint)bytes, _length = (nuint)length };

    public static NativeArgument Key(byte* bytes, int length) => new() { _kind = 5, _value = (nint)bytes, _length = (nuint)length };

    public static NativeArgument Tag(nint tag) => new() { _kind = 6, _value = tag };

    public static NativeArgument Flags(int flags) => new() { _kind = 7, _value = flags };

    public static NativeArgument Headers(nint handle) => new() { _kind = 10, _value = handle };
}
