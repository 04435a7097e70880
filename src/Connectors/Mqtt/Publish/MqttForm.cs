namespace HotStream.Mqtt;

/// <summary>How records become messages. One instance for each partition.</summary>
internal abstract class MqttForm<T>
{
    /// <summary>Adds a message for each record; the outbox is locked.</summary>
    public abstract void Add(ReadOnlySpan<T> records, MqttOutbox outbox);
}
