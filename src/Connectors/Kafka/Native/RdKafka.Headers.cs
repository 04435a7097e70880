using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <content>Headers of records.</content>
internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    public static partial KafkaCode HeadersOf(NativeMessage* message, out nint headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    public static partial KafkaCode HeaderAt(nint headers, nuint index, out byte* name, out byte* value, out nuint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_new")]
    public static partial nint HeadersNew(nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_header_add")]
    public static partial KafkaCode HeaderAdd(nint headers, byte* name, nint nameLength, byte* value, nint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_destroy")]
    public static partial void HeadersDestroy(nint headers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(nint client, NativeArgument* arguments, nuint count);
}
