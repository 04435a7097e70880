namespace HotStream.Cli;

/// <summary>Where messages come from: a broker, or devices that publish to a port of ours.</summary>
internal abstract record MqttSource
{
    /// <summary>Whether its connections are TLS.</summary>
    public abstract bool UsesTls { get; }

    /// <summary>Waits until it is there.</summary>
    /// <exception cref="IOException">It stayed away.</exception>
    public abstract Task PrepareAsync(TimeSpan patience, CancellationToken stop);

    /// <summary>Opens the stream of its messages.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="isWell">Called each time it answers.</param>
    public abstract DStream<MqttMessage> Open(StreamingContext context, Action isWell);

    /// <summary>Nothing of it: a record would print its password.</summary>
    public sealed override string ToString() => GetType().Name;
}
