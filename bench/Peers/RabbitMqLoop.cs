using RabbitMQ.Client;

namespace HotStream.Bench;

/// <summary>
/// A queue of RabbitMQ, filled before each run, and the client library's bare loop over it: a consumer that counts, and acknowledges a
/// hundred deliveries at a time.
/// </summary>
internal sealed class RabbitMqLoop : IDisposable
{
    public const string Queue = "readings";

    /// <summary>Messages that the server sends before they are acknowledged, to the engine as well.</summary>
    public const ushort Prefetch = 50_000;

    private const int AtOnce = 100;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _server = ServerProcess.StartRabbitMq();
    private readonly QueueTexts _texts;

    public RabbitMqLoop(QueueTexts texts)
    {
        _texts = texts;
        using var connection = Connect();
        using IChannel channel = connection.CreateChannelAsync().GetAwaiter().GetResult();
        channel.QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false).GetAwaiter().GetResult();
    }

    public string Address => $"amqp://127.0.0.1:{_server.Port}";

    /// <summary>Puts all messages there.</summary>
    public void Fill()
    {
        using var connection = Connect();
        using IChannel channel = connection.CreateChannelAsync(new CreateChannelOptions(true, true)).GetAwaiter().GetResult();
        for (var i = 0; i < _texts.Count; i += AtOnce)
        {
            Task.WhenAll(Enumerable.Range(i, Math.Min(AtOnce, _texts.Count - i)).Select(number =>
                channel.BasicPublishAsync("", Queue, QueueTexts.Text(number)).AsTask())).GetAwaiter().GetResult();
        }
    }

    public JobOutcome Run()
    {
        Fill();
        var meter = new RunMeter();
        Consumer consumer;
        using (var connection = Connect())
        {
            using IChannel channel = connection.CreateChannelAsync().GetAwaiter().GetResult();
            channel.BasicQosAsync(0, Prefetch, global: false).GetAwaiter().GetResult();
            consumer = new Consumer(channel, _texts.Count);
            channel.BasicConsumeAsync(Queue, autoAck: false, consumer).GetAwaiter().GetResult();
            consumer.Done.WaitAsync(s_patience).GetAwaiter().GetResult();
            channel.CloseAsync().GetAwaiter().GetResult();
        }

        return meter.Outcome(consumer.Count, () => QueueTexts.AnswerOf(consumer.Count, consumer.Sum));
    }

    public void Dispose() => _server.Dispose();

    private IConnection Connect() => new ConnectionFactory { Uri = new Uri(Address) }.CreateConnectionAsync().GetAwaiter().GetResult();

    private sealed class Consumer(IChannel channel, int expected) : AsyncDefaultBasicConsumer(channel)
    {
        private readonly TaskCompletionSource _done = new();

        public long Count { get; private set; }

        public long Sum { get; private set; }

        public Task Done => _done.Task;

        public override async Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange,
            string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            Sum += QueueTexts.NumberOf(body.Span);
            Count++;
            if (Count % AtOnce == 0 || Count == expected)
                await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken);
            if (Count == expected)
                _done.SetResult();
        }
    }
}
