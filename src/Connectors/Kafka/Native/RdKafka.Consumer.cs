using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <content>Reading.</content>
internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial NativePartitionList* ListNew(int size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativePartition* ListAdd(NativePartitionList* list, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void ListDestroy(NativePartitionList* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_assign")]
    public static partial nint Assign(nint client, NativePartitionList* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_unassign")]
    public static partial nint Unassign(nint client, NativePartitionList* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_seek_partitions")]
    public static partial nint Seek(nint client, NativePartitionList* list, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_committed")]
    public static partial KafkaCode Committed(nint client, NativePartitionList* list, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit")]
    public static partial KafkaCode Commit(nint client, NativePartitionList* list, int isAsync);

    [LibraryImport(Library, EntryPoint = "rd_kafka_offsets_for_times")]
    public static partial KafkaCode OffsetsForTimes(nint client, NativePartitionList* list, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_query_watermark_offsets", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaCode QueryEnds(nint client, string topic, int partition, out long low, out long high, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_get_watermark_offsets", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaCode KnownEnds(nint client, string topic, int partition, out long low, out long high);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_partition", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint QueueOfPartition(nint client, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueOfClient(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_forward")]
    public static partial void QueueForward(nint queue, nint target);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_length")]
    public static partial nuint QueueLength(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static partial nint Consume(nint queue, int milliseconds, NativeMessage** messages, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition] // reads two fields
    public static partial long TimestampOf(NativeMessage* message, out int type);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(NativeMessage* message);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint EventPoll(nint queue, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial KafkaCode EventError(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_string")]
    public static partial nint EventErrorText(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_is_fatal")]
    public static partial int EventErrorIsFatal(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint happened);
}
