namespace HotStream.Cli;

/// <summary>Where messages come from: a broker, a queue, a folder, senders that connect to a port of ours.</summary>
internal abstract record MessageSource
{
    /// <summary>Whether its connections are, or may be, TLS.</summary>
    public virtual bool UsesTls => false;

    /// <summary>Whether messages have topics, or what stands for them: keys, subjects, tables.</summary>
    public virtual bool HasTopics => true;

    /// <summary>Waits until it is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public virtual Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Opens the stream of its messages.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="options">Whom to trust, and how long to wait.</param>
    /// <param name="isWell">Called each time it answers, by sources that notice.</param>
    public abstract DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell);

    /// <summary>How many messages a batch has taken. Asked once for each batch, in their order.</summary>
    public virtual long TakenIn(BatchInfo batch) => batch.Records;

    /// <summary>Nothing of it: a record would print its password.</summary>
    public sealed override string ToString() => GetType().Name;
}
