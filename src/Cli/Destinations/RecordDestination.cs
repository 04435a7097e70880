namespace HotStream.Cli;

/// <summary>A server that takes any bytes: messages as they are, results of windows as JSON.</summary>
internal abstract record RecordDestination : Destination
{
    private static readonly RecordEncoder<MqttMessage> s_payload = RecordEncoders.Slice<MqttMessage>(static message => message.Payload);
    private static readonly RecordEncoder<MqttMessage> s_topic = RecordEncoders.Slice<MqttMessage>(static message => message.Topic);

    /// <summary>Where it is.</summary>
    protected abstract HostPort Server { get; }

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop) =>
        ServerWait.ForPortAsync(Name!, Server.Host, Server.Port, options.RetryFor, stop);

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) => Save(messages, s_payload, s_topic, options);

    public override void Save(DStream<WindowResult> results, StoreOptions options) =>
        Save(results, WindowResult.Encoder(options.Window!), topic: null, options);

    /// <summary>Sends records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="payload">Writes one.</param>
    /// <param name="topic">Writes its topic; null for results of windows, which have none.</param>
    /// <param name="options">How they are stored.</param>
    protected abstract void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options);
}
