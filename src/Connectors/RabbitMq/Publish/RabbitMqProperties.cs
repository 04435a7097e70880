using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace HotStream.RabbitMq;

/// <summary>
/// What is said of a message beside its body (AMQP 0-9-1, 4.2.6.1): content type, delivery mode, and as message id which record this is,
/// <c>QUERY/BATCH/PARTITION/RECORD</c>. One object for all messages of a batch: an id is written in place, a string is made of it only
/// when somebody traces. One thread.
/// </summary>
internal sealed class RabbitMqProperties : IReadOnlyBasicProperties, IAmqpHeader
{
    private const ushort BasicClass = 60;
    private const int ContentTypeFlag = 1 << 15;
    private const int DeliveryModeFlag = 1 << 12;
    private const int MessageIdFlag = 1 << 7;
    private const int NumbersBytesMax = 64; // of batch, partition and record with their slashes

    private readonly byte[] _contentType;
    private readonly byte[] _id = new byte[RabbitMqLimits.ShortTextMax];
    private readonly int _batchLength;
    private int _idLength;

    public RabbitMqProperties(string? contentType, bool persistent, string query, long batch, int partition)
    {
        _contentType = contentType is null ? [] : Encoding.ASCII.GetBytes(contentType);
        DeliveryMode = persistent ? DeliveryModes.Persistent : DeliveryModes.Transient;
        ReadOnlySpan<byte> name = Encoding.UTF8.GetBytes(query);
        name = name[..Math.Min(name.Length, RabbitMqLimits.ShortTextMax - NumbersBytesMax)];
        name.CopyTo(_id);
        string numbers = string.Create(CultureInfo.InvariantCulture, $"/{batch}/{partition}/");
        _batchLength = name.Length + Encoding.ASCII.GetBytes(numbers, _id.AsSpan(name.Length));
    }

    /// <summary>The next message is of this record of the batch.</summary>
    public void SetRecord(long record)
    {
        record.TryFormat(_id.AsSpan(_batchLength), out int written, default, CultureInfo.InvariantCulture);
        _idLength = _batchLength + written;
    }

    /// <summary>The record of a message id of ours; null when it is none.</summary>
    public static long? RecordOf(string? messageId) => messageId is not null
        && long.TryParse(messageId.AsSpan(messageId.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long record)
        ? record : null;

    public ushort ProtocolClassId => BasicClass;

    public int GetRequiredBufferSize() => sizeof(ushort) + (_contentType.Length > 0 ? 1 + _contentType.Length : 0) + 1 + 1 + _idLength;

    public int WriteTo(Span<byte> span)
    {
        int flags = DeliveryModeFlag | MessageIdFlag | (_contentType.Length > 0 ? ContentTypeFlag : 0);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)flags);
        int at = sizeof(ushort);
        if (_contentType.Length > 0)
        {
            at += WriteShort(span[at..], _contentType);
        }

        span[at++] = (byte)DeliveryMode;
        return at + WriteShort(span[at..], _id.AsSpan(0, _idLength));
    }

    public DeliveryModes DeliveryMode { get; }

    public string? ContentType => _contentType.Length == 0 ? null : Encoding.ASCII.GetString(_contentType);

    public string? MessageId => Encoding.UTF8.GetString(_id.AsSpan(0, _idLength));

    public bool Persistent => DeliveryMode == DeliveryModes.Persistent;

    public string? AppId => null;

    public string? ClusterId => null;

    public string? ContentEncoding => null;

    public string? CorrelationId => null;

    public string? Expiration => null;

    public IDictionary<string, object?>? Headers => null;

    public byte Priority => 0;

    public string? ReplyTo => null;

    public PublicationAddress? ReplyToAddress => null;

    public AmqpTimestamp Timestamp => default;

    public string? Type => null;

    public string? UserId => null;

    public bool IsAppIdPresent() => false;

    public bool IsClusterIdPresent() => false;

    public bool IsContentEncodingPresent() => false;

    public bool IsContentTypePresent() => _contentType.Length > 0;

    public bool IsCorrelationIdPresent() => false;

    public bool IsDeliveryModePresent() => true;

    public bool IsExpirationPresent() => false;

    public bool IsHeadersPresent() => false;

    public bool IsMessageIdPresent() => true;

    public bool IsPriorityPresent() => false;

    public bool IsReplyToPresent() => false;

    public bool IsTimestampPresent() => false;

    public bool IsTypePresent() => false;

    public bool IsUserIdPresent() => false;

    private static int WriteShort(Span<byte> span, ReadOnlySpan<byte> text)
    {
        span[0] = (byte)text.Length;
        text.CopyTo(span[1..]);
        return 1 + text.Length;
    }
}
