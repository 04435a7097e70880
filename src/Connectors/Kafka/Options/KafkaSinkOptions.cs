using System.Globalization;
using HotStream.Kafka;

namespace HotStream;

/// <summary>How records are written to a topic. Setters refuse what cannot work.</summary>
public sealed class KafkaSinkOptions : KafkaClientOptions
{
    private const int LeastTransactionMilliseconds = 60_000;

    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMinutes(15); // what brokers let a transaction last

    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private string? _transactionalId;

    /// <summary>
    /// How long a record is tried while brokers are away or take nothing; then its batch fails. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or more than 15 minutes.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.FromSeconds(1) && value <= s_longestRetry ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "A record is tried for a second to 15 minutes.");
    }

    /// <summary>
    /// Makes each batch a transaction of this name: readers with <c>isolation.level=read_committed</c> see all of it or nothing, and a
    /// batch that runs again after a crash is recognised by its number and there once. The number is kept at the broker as an offset of
    /// group <c>NAME-QUERY</c>. Each sink, and each program, needs a name of its own: of two with one name the later ends the earlier.
    /// Null, the default: no transactions, the last batch before a crash is there again.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string? TransactionalId
    {
        get => _transactionalId;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value ?? "none", nameof(TransactionalId));
            _transactionalId = value;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"transactions {PlainText.Of(TransactionalId ?? "none")}, tried for {PlainText.Of(RetryFor)}, {base.ToString()}";

    /// <summary>All properties of the producer.</summary>
    /// <exception cref="ArgumentException">A property is unknown, cannot have its value, or is not the user's to set.</exception>
    internal Dictionary<string, string> Settings(string servers)
    {
        long milliseconds = (long)RetryFor.TotalMilliseconds;
        (string, string, string)[] transactions = TransactionalId is null ? [] :
        [
            ("transactional.id", TransactionalId, $"set {nameof(KafkaSinkOptions)}.{nameof(TransactionalId)}"),
            ("transaction.timeout.ms", Text(Math.Max(milliseconds, LeastTransactionMilliseconds)),
                $"set {nameof(KafkaSinkOptions)}.{nameof(RetryFor)}"),
            // a client that begins anew while its brokers are away forgets whom it asked, and then waits for the answer for ever
            ("metadata.recovery.strategy", "none", "after RetryFor a new client begins with the servers that you gave"),
        ];
        return Merge(
            KafkaClient.Producer,
            servers,
            [
                new("client.id", "hotstream"),
                new("linger.ms", "20"), // requests are full; at the end of a batch nobody waits (KafkaProducer)
                new("queue.buffering.max.messages", "500000"),
                new("queue.buffering.max.kbytes", "131072"),
                new("partitioner", "murmur2_random"), // as Java's clients
            ],
            [
                ("enable.idempotence", "true", "what is sent again is there once"),
                ("message.timeout.ms", Text(milliseconds), $"set {nameof(KafkaSinkOptions)}.{nameof(RetryFor)}"),
                .. transactions,
            ]);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
