using System.Buffers.Binary;
using System.Text;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Numbers of Kafka's requests, and the two that the brokers of tests send themselves, in versions before compact ones.</summary>
internal static class KafkaRequests
{
    public const short Produce = 0;
    public const short Metadata = 3;
    public const short FindCoordinator = 10;
    public const short InitProducerId = 22;
    public const short AddPartitions = 24;
    public const short AddOffsets = 25;
    public const short EndTransaction = 26;
    public const short TransactionOffsets = 28;
    private const short OffsetCommit = 8;
    private const short Fenced = 90;

    /// <summary>Whether a request that names a transaction is flexible.</summary>
    public static bool IsFlexible(short api, short version) => api switch
    {
        Produce => version >= 9,
        InitProducerId => version >= 2,
        AddPartitions or AddOffsets or EndTransaction or TransactionOffsets => version >= 3,
        _ => false, // and not looked into
    };

    public static byte[] Abort(string id, (long Id, short Epoch) producer) =>
        [.. Header(EndTransaction, 1), .. Text(id), .. Long(producer.Id), .. Short(producer.Epoch), 0];

    /// <summary>An offset of a group by nobody of its members.</summary>
    public static byte[] Offset(string group, string topic, int partition, long offset) =>
    [
        .. Header(OffsetCommit, 2), .. Text(group), .. Int(-1), .. Text(""), .. Long(-1), .. Int(1), .. Text(topic),
        .. Int(1), .. Int(partition), .. Long(offset), .. Text(""),
    ];

    /// <summary>What a fenced producer reads that adds partitions.</summary>
    /// <param name="request">Behind its producer.</param>
    public static byte[] FencedPartitions(KafkaFrame request)
    {
        bool isFlexible = request.IsFlexible;
        byte[] end = isFlexible ? [0] : [];
        int topics = request.Count();
        var answer = new List<byte>([.. Int(request.Number), .. end, .. Int(0), .. Count(topics, isFlexible)]);
        for (; topics > 0; topics--)
        {
            byte[] name = Encoding.UTF8.GetBytes(request.String()!);
            int partitions = request.Count();
            answer.AddRange([.. isFlexible ? Count(name.Length, isFlexible) : Short((short)name.Length), .. name,
                .. Count(partitions, isFlexible)]);
            for (; partitions > 0; partitions--)
            {
                answer.AddRange([.. Int(request.Int()), .. Short(Fenced), .. end]);
            }

            request.Tags();
            answer.AddRange(end);
        }

        return [.. answer, .. end];
    }

    /// <summary>What a fenced producer reads that adds offsets, or ends a transaction.</summary>
    public static byte[] FencedAtAll(KafkaFrame request)
    {
        byte[] end = request.IsFlexible ? [0] : [];
        return [.. Int(request.Number), .. end, .. Int(0), .. Short(Fenced), .. end];
    }

    /// <summary>A list's length, below 127 items.</summary>
    private static byte[] Count(int items, bool isFlexible) => isFlexible ? [(byte)(items + 1)] : Int(items);

    private static byte[] Header(short api, short version) => [.. Short(api), .. Short(version), .. Int(0), .. Text("tests")];

    private static byte[] Text(string text) => [.. Short((short)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Short(short number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Int(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Long(long number) => [.. Int((int)(number >> 32)), .. Int((int)number)];
}
