using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>
/// One client of librdkafka, consumer or producer: made of settings, whose names and values are checked. Its threads are the library's.
/// Who uses it or holds records of it has a lease; the last one that is returned closes it, which takes some milliseconds.
/// </summary>
internal sealed unsafe class KafkaClient
{
    public const int Producer = 0;
    public const int Consumer = 1;

    private const int ErrorBytes = 512;
    private const int WithoutLeavingGroup = 0x8; // no member of one, or it has left

    private int _leases = 1;

    private KafkaClient(nint handle)
    {
        Handle = handle;
        Events = RdKafka.QueueOfClient(handle);
    }

    public nint Handle { get; }

    /// <summary>The queue of its events.</summary>
    public nint Events { get; }

    /// <summary>Makes a client, with one lease; nothing is connected yet when this returns.</summary>
    /// <exception cref="ArgumentException">A setting cannot be; it is named, a secret is not shown.</exception>
    public static KafkaClient Create(int type, IEnumerable<KeyValuePair<string, string>> settings, int events, KafkaJoinWatch? watch = null)
    {
        nint conf = Configure(settings);
        watch?.AddTo(conf);
        RdKafka.ConfSetEvents(conf, events);
        byte* error = stackalloc byte[ErrorBytes];
        nint handle = RdKafka.New(type, conf, error, ErrorBytes);
        if (handle == 0)
        {
            RdKafka.ConfDestroy(conf);
            throw new ArgumentException($"The Kafka client cannot be made of these settings: {Marshal.PtrToStringUTF8((nint)error)}.");
        }

        return new KafkaClient(handle);
    }

    /// <summary>Refuses settings that cannot be. Nothing is connected for that.</summary>
    /// <exception cref="ArgumentException">A setting cannot be; it is named, a secret is not shown.</exception>
    public static void Check(int type, IEnumerable<KeyValuePair<string, string>> settings) => Create(type, settings, 0).Release();

    public void AddLease() => Interlocked.Increment(ref _leases);

    public void Release()
    {
        if (Interlocked.Decrement(ref _leases) == 0)
        {
            RdKafka.QueueDestroy(Events);
            RdKafka.Destroy(Handle, WithoutLeavingGroup);
        }
    }

    private static nint Configure(IEnumerable<KeyValuePair<string, string>> settings)
    {
        byte* error = stackalloc byte[ErrorBytes];
        nint conf = RdKafka.ConfNew();
        bool logs = false;
        foreach ((string name, string value) in settings)
        {
            KafkaConfResult result = RdKafka.ConfSet(conf, name, value, error, ErrorBytes);
            logs |= name == "debug";
            if (result != KafkaConfResult.Ok)
            {
                RdKafka.ConfDestroy(conf);
                throw new ArgumentException(result == KafkaConfResult.Unknown
                    ? $"The Kafka client has no property {PlainText.Of(name)}; its names are those of librdkafka."
                    : $"The Kafka client's property {PlainText.Of(name)} cannot have "
                        + (KafkaSecrets.IsSecret(name) ? "that value." : $"the value \"{PlainText.Of(value)}\"."));
            }
        }

        if (!logs)
        {
            RdKafka.ConfSetLog(conf, 0); // errors come as events
        }

        return conf;
    }
}
