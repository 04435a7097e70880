using HotStream.ZeroMq;

namespace HotStream;

/// <summary>How a SUB socket subscribes and reads. Setters refuse what cannot work.</summary>
public sealed class ZeroMqSubscribeOptions : ZeroMqReadOptions
{
    private IReadOnlyList<string> _topics = [""];

    /// <summary>
    /// Beginnings of the messages that are wanted, compared with the bytes of their first frame. Default: the empty one, which is all
    /// messages.
    /// </summary>
    /// <exception cref="ArgumentException">There is none, or one has more than 32 KiB of UTF-8.</exception>
    public IReadOnlyList<string> Topics
    {
        get => _topics;
        set => _topics = ZeroMqTopics.Check(value, nameof(Topics));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Topics.Count} subscriptions, {base.ToString()}";
}
