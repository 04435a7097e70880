namespace HotStream.Cli;

/// <summary>
/// Published to who subscribes, as a message of topic and payload; pushed to workers, as a message of one frame. At most once.
/// </summary>
internal sealed record ZeroMqDestination(ZeroMqPlace Place, string? Topic, bool IsPush) : RecordDestination
{
    public override string Name => $"{Place.Name} {Topic}".TrimEnd();

    public override bool UsesTopics => !IsPush && Topic is null;

    public override string TopicExample => "zeromq://HOST:PORT/TOPIC";

    protected override HostPort Server => Place.Server;

    public static ZeroMqDestination Open(AddressReader reader)
    {
        ZeroMqPlace place = ZeroMqPlace.Read(reader);
        string? topic = reader.Address.Path.Length > 0 ? reader.Address.Path : null;
        bool isPush = reader.Has("push");
        return isPush && topic is not null ? throw reader.Problem("names a topic, and what is pushed has none")
            : new ZeroMqDestination(place, topic, isPush);
    }

    public override Task PrepareAsync(StoreOptions options, CancellationToken stop)
    {
        if (Place.Listens is null)
        {
            return base.PrepareAsync(options, stop);
        }

        InputChecks.ThrowIfTaken(Place.Listens);
        return Task.CompletedTask;
    }

    protected override void Save<T>(DStream<T> records, RecordEncoder<T> payload, RecordEncoder<T>? topic, StoreOptions options)
    {
        if (IsPush)
        {
            records.PushToZeroMq(Place.Address, payload, Listening(new ZeroMqPushOptions { WaitFor = options.RetryFor }));
        }
        else if (Topic is null)
        {
            records.PublishToZeroMq(Place.Address, topic!, payload, Listening(new ZeroMqPublishOptions()));
        }
        else
        {
            records.PublishToZeroMq(Place.Address, Topic, payload, Listening(new ZeroMqPublishOptions()));
        }
    }

    private T Listening<T>(T options)
        where T : ZeroMqOptions
    {
        options.OnListening = static bound => StderrLogger.WriteLine($"listening on {bound}");
        return Place.Fill(options);
    }
}
