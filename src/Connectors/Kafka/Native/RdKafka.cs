using System.Reflection;
using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>
/// librdkafka, as far as it is used: clients and their settings. Pointers are its own handles. Calls that are made for each record are
/// in the files beside this one.
/// </summary>
internal static unsafe partial class RdKafka
{
    private const string Library = "librdkafka";

    // The first is the package's own where its libraries are there, or the system's. The second needs nothing but the C library.
    private static readonly string[] s_names = [Library, "centos8-librdkafka", "librdkafka.so.1"];

    static RdKafka() => NativeLibrary.SetDllImportResolver(typeof(RdKafka).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial KafkaConfResult ConfSet(nint conf, string name, string value, byte* error, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, int events);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set_log_cb")]
    public static partial void ConfSetLog(nint conf, nint callback);

    /// <summary>Makes a client; takes the settings over unless it fails.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, byte* error, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy_flags")]
    public static partial void Destroy(nint client, int flags);

    [LibraryImport(Library, EntryPoint = "rd_kafka_err2str")]
    public static partial nint TextOf(KafkaCode code);

    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    public static partial KafkaCode LastError();

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    public static partial KafkaCode ErrorCode(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_string")]
    public static partial nint ErrorText(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_is_retriable")]
    public static partial int ErrorMayPass(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_txn_requires_abort")]
    public static partial int ErrorNeedsAbort(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(nint client, string topic, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata")]
    public static partial KafkaCode Metadata(nint client, int allTopics, nint onlyTopic, out NativeMetadata* metadata, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata_destroy")]
    public static partial void MetadataDestroy(NativeMetadata* metadata);

    /// <summary>What it says of a code, in words.</summary>
    public static string Describe(KafkaCode code) => Marshal.PtrToStringUTF8(TextOf(code)) ?? code.ToString();

    /// <summary>What is in an error, which is freed; null for no error.</summary>
    public static KafkaError? Take(nint error)
    {
        if (error == 0)
        {
            return null;
        }

        var taken = new KafkaError(ErrorCode(error), Marshal.PtrToStringUTF8(ErrorText(error)) ?? "", ErrorMayPass(error) != 0,
            ErrorNeedsAbort(error) != 0);
        ErrorDestroy(error);
        return taken;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (string candidate in name == Library ? s_names : [])
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out nint library))
            {
                return library;
            }
        }

        return 0; // the runtime says what it has tried
    }
}
