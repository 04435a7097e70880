namespace HotStream.Bench;

/// <summary>Jobs about servers that keep a message until it is acknowledged.</summary>
internal static class QueueJobs
{
    private const int RowsForEachMessage = 40; // of --rows
    private const int RowsForEachFilled = 400; // where a queue is filled for each run

    public static IReadOnlyList<Job> All(BenchOptions options)
    {
        var texts = new QueueTexts(options.Rows / RowsForEachMessage);
        return
        [
            new Job("redis-group", () => Redis(texts)) { Unit = "M messages/s" },
            new Job("nats-consumer", () => Nats(texts)) { Unit = "M messages/s" },
            new Job("rabbitmq-queue", () => RabbitMq(new QueueTexts(options.Rows / RowsForEachFilled))) { Unit = "M messages/s" },
        ];
    }

    private static JobInput Redis(QueueTexts texts)
    {
        if (ServerProcess.WhyNoRedis() is { } reason)
            return Without(reason, texts);
        var loop = new RedisLoop(texts);
        return Input(texts, loop, "a stream of Redis, read by a new group; the server keeps nothing on disk",
            Row("HotStream RedisStream", RowKind.Engine, texts, () => EngineQueue.Run(texts.Count,
                context => context.RedisStream(loop.Address, RedisLoop.Key, loop.NewGroup(),
                    new RedisOptions { Start = RedisStart.First, RecordsMax = NatsLoop.OnTheWay }))),
            Row("StackExchange.Redis 3.4 loop, 1000 at a time", RowKind.Loop, texts, loop.Run));
    }

    private static JobInput Nats(QueueTexts texts)
    {
        if (ServerProcess.WhyNoNats() is { } reason)
            return Without(reason, texts);
        var loop = new NatsLoop(texts);
        return Input(texts, loop, "a stream of JetStream in memory, read by a new durable consumer, each message acknowledged",
            Row("HotStream NatsStream", RowKind.Engine, texts, () =>
            {
                string consumer = loop.NewConsumer();
                return EngineQueue.Run(texts.Count, context => context.NatsStream(loop.Address, NatsLoop.Stream, consumer,
                    new NatsOptions { RecordsMax = NatsLoop.OnTheWay }));
            }),
            Row("NATS.Net 3.3 ConsumeAsync loop", RowKind.Loop, texts, loop.Run));
    }

    private static JobInput RabbitMq(QueueTexts texts)
    {
        if (ServerProcess.WhyNoRabbitMq() is { } reason)
            return Without(reason, texts);
        var loop = new RabbitMqLoop(texts);
        return Input(texts, loop, "a classic queue in memory, filled before each run; acknowledgements are for many messages",
            Row("HotStream RabbitMqStream", RowKind.Engine, texts, () =>
            {
                loop.Fill();
                return EngineQueue.Run(texts.Count, context => context.RabbitMqStream(loop.Address, RabbitMqLoop.Queue,
                    new RabbitMqOptions { UserName = "guest", Password = "guest", Prefetch = RabbitMqLoop.Prefetch }));
            }),
            Row("RabbitMQ.Client 7.2 consumer, 100 acknowledged at a time", RowKind.Loop, texts, loop.Run));
    }

    private static JobInput Without(string reason, QueueTexts texts) => new(
        [new JobSystem("HotStream", RowKind.Engine, texts.Answer, () => throw new InvalidOperationException())
        {
            Unavailable = () => reason,
        }],
        []);

    private static JobInput Input(QueueTexts texts, IDisposable owned, string about, params IJobSystem[] rows) => new(rows,
        [$"{texts.Count:N0} messages of {QueueTexts.Bytes} B wait; their numbers are summed. Connecting is part of the time, and the last "
            + "acknowledgement", $"{about}; same server, on this machine"])
    {
        Owned = [owned],
    };

    private static JobSystem Row(string name, RowKind kind, QueueTexts texts, Func<JobOutcome> run) =>
        new(name, kind, texts.Answer, run) { InputBytesPerRecord = QueueTexts.Bytes };
}
