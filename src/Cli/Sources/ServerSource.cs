namespace HotStream.Cli;

/// <summary>A server that is read from.</summary>
/// <param name="Name">What to call it in messages.</param>
/// <param name="Server">Where it is.</param>
/// <param name="Read">Opens the stream of its messages.</param>
internal sealed record ServerSource(string Name, HostPort Server, Func<StreamingContext, StoreOptions, DStream<MqttMessage>> Read)
    : MessageSource
{
    public override bool UsesTls => IsTls;

    public override bool HasTopics => Topics;

    /// <summary>Whether connections are, or may be, TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>Whether messages have topics.</summary>
    public bool Topics { get; init; } = true;

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) =>
        ServerWait.ForPortAsync(Name, Server.Host, Server.Port, patience, stop);

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell)
    {
        DStream<MqttMessage> messages = Read(context, options);
        return Topics ? messages : messages.Named(Name);
    }
}
