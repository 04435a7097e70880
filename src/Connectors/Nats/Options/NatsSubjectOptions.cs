using HotStream.Nats;

namespace HotStream;

/// <summary>How messages of a subject are received, without JetStream. Setters refuse what cannot work.</summary>
public sealed class NatsSubjectOptions : NatsReadOptions
{
    private string? _queueGroup;

    /// <summary>Receivers of one group share the messages: each goes to one of them. Null for all messages.</summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public string? QueueGroup
    {
        get => _queueGroup;
        set => _queueGroup = value is null ? null : NatsLimits.CheckSubject(value, mayBePattern: false, nameof(QueueGroup));
    }

    /// <summary>Called on the receiver's thread each time the server has the subscription: after every connection.</summary>
    public Action? OnSubscribed { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"group {PlainText.Of(QueueGroup ?? "none")}, {base.ToString()}";
}
