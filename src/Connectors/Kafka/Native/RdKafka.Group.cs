using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <content>Being a member of a consumer group.</content>
internal static unsafe partial class RdKafka
{
    [LibraryImport(Library, EntryPoint = "rd_kafka_poll_set_consumer")]
    public static partial KafkaCode PollSetConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueOfConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_new")]
    public static partial nint QueueNew(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_subscribe")]
    public static partial KafkaCode Subscribe(nint client, NativePartitionList* topics);

    [LibraryImport(Library, EntryPoint = "rd_kafka_assign")]
    public static partial KafkaCode AssignAll(nint client, NativePartitionList* list);

    [LibraryImport(Library, EntryPoint = "rd_kafka_assignment_lost")]
    public static partial int AssignmentLost(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_rebalance_protocol")]
    public static partial nint RebalanceProtocol(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_close_queue")]
    public static partial nint CloseConsumer(nint client, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_closed")]
    public static partial int IsConsumerClosed(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit_queue")]
    public static partial KafkaCode CommitTo(nint client, NativePartitionList* list, nint queue, nint callback, nint tag);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_topic_partition_list")]
    public static partial NativePartitionList* EventPartitions(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_interceptor_add_on_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaCode ConfWatchNew(nint conf, string name,
        delegate* unmanaged[Cdecl]<nint, nint, nint, byte*, nuint, KafkaCode> onNew, nint tag);

    [LibraryImport(Library, EntryPoint = "rd_kafka_interceptor_add_on_request_sent", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaCode WatchRequests(nint client, string name,
        delegate* unmanaged[Cdecl]<nint, int, byte*, int, short, short, int, nuint, nint, KafkaCode> onRequest, nint tag);

    [LibraryImport(Library, EntryPoint = "rd_kafka_interceptor_add_on_response_received", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaCode WatchResponses(nint client, string name,
        delegate* unmanaged[Cdecl]<nint, int, byte*, int, short, short, int, nuint, long, KafkaCode, nint, KafkaCode> onResponse, nint tag);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_name")]
    public static partial byte* NameOfTopic(nint topic);
}
