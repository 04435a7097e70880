using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <content>Writing.</content>
internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_produce")]
    public static partial int Produce(nint topic, int partition, int flags, byte* payload, nuint length, byte* key, nuint keyLength,
        nint tag);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_next")]
    public static partial NativeMessage* EventMessageNext(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_flush")]
    public static partial KafkaCode Flush(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_purge")]
    public static partial KafkaCode Purge(nint client, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    public static partial KafkaCode FatalError(nint client, byte* error, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_init_transactions")]
    public static partial nint InitTransactions(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_begin_transaction")]
    public static partial nint BeginTransaction(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_send_offsets_to_transaction")]
    public static partial nint SendOffsets(nint client, NativePartitionList* offsets, nint group, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_transaction")]
    public static partial nint CommitTransaction(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_abort_transaction")]
    public static partial nint AbortTransaction(nint client, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GroupNew(string group);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_group_metadata_destroy")]
    public static partial void GroupDestroy(nint group);
}
