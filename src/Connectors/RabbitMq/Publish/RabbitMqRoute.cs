using RabbitMQ.Client;

namespace HotStream.RabbitMq;

/// <summary>How messages of a partition go, over all its connections. One thread.</summary>
internal sealed class RabbitMqRoute(string exchange, RabbitMqPublishOptions options)
{
    private const int KeysCached = 256; // power of two

    private readonly CachedString?[] _keys = new CachedString?[KeysCached];

    public CachedString Exchange { get; } = new(exchange);

    public RabbitMqPublishOptions Options => options;

    /// <summary>What messages say of themselves; another object for each batch, as one that was given up may still be being sent.</summary>
    public RabbitMqProperties? Properties { get; set; }

    /// <summary>The client wants an object for a routing key: keys that come often have theirs.</summary>
    public CachedString KeyOf(ReadOnlyMemory<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key.Span);
        ref CachedString? known = ref _keys[hash.ToHashCode() & (KeysCached - 1)];
        return known is not null && known.Bytes.Span.SequenceEqual(key.Span) ? known : known = new CachedString(key.ToArray());
    }
}
