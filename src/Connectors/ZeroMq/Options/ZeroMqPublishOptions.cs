namespace HotStream;

/// <summary>How a PUB socket sends. A subscriber for whom <see cref="ZeroMqSendOptions.QueueBytesMax"/> wait gets no more until it has read
/// some: what it does not get is counted in <c>hotstream.zeromq.dropped</c>.</summary>
public sealed class ZeroMqPublishOptions : ZeroMqSendOptions
{
    private int _subscriptionsMax = 1000;

    /// <summary>Subscriptions that a subscriber may have; one that asks for more is cut off. Default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int SubscriptionsMax
    {
        get => _subscriptionsMax;
        set => _subscriptionsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(SubscriptionsMax), value, "A subscriber must be able to subscribe.");
    }
}
