using System.Buffers;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace HotStream.Bench;

/// <summary>
/// A stream of JetStream, and the client library's bare loop over it: <c>ConsumeAsync</c> into pooled memory, each message acknowledged.
/// </summary>
internal sealed class NatsLoop : IDisposable
{
    public const string Stream = "readings";

    /// <summary>Messages that the server sends before they are acknowledged; the engine may hold as many.</summary>
    public const int OnTheWay = 50_000;

    private const int AtOnce = 1000;

    private readonly ServerProcess _server = ServerProcess.StartNats();
    private readonly QueueTexts _texts;
    private int _consumers;

    public NatsLoop(QueueTexts texts)
    {
        _texts = texts;
        FillAsync().GetAwaiter().GetResult();
    }

    public string Address => $"nats://127.0.0.1:{_server.Port}";

    /// <summary>A durable consumer that has read nothing.</summary>
    public string NewConsumer()
    {
        string name = $"consumer-{++_consumers}";
        CreateAsync(name).GetAwaiter().GetResult();
        return name;
    }

    public JobOutcome Run()
    {
        string name = NewConsumer();
        long count = 0;
        long sum = 0;
        var meter = new RunMeter();
        RunAsync().GetAwaiter().GetResult();
        return meter.Outcome(count, () => QueueTexts.AnswerOf(count, sum));

        async Task RunAsync()
        {
            await using var connection = new NatsConnection(new NatsOpts { Url = Address });
            INatsJSConsumer consumer = await new NatsJSContext(connection).GetConsumerAsync(Stream, name);
            var options = new NatsJSConsumeOpts { MaxMsgs = AtOnce * 10 };
            await foreach (NatsJSMsg<NatsMemoryOwner<byte>> message in consumer.ConsumeAsync<NatsMemoryOwner<byte>>(opts: options))
            {
                using (NatsMemoryOwner<byte> data = message.Data)
                    sum += QueueTexts.NumberOf(data.Span);
                await message.AckAsync();
                if (++count == _texts.Count)
                    break;
            }

            await connection.PingAsync(); // all acknowledgements are there
        }
    }

    public void Dispose() => _server.Dispose();

    private async Task FillAsync()
    {
        await using var connection = new NatsConnection(new NatsOpts { Url = Address });
        var context = new NatsJSContext(connection);
        await context.CreateStreamAsync(new StreamConfig(Stream, [$"{Stream}.>"]) { Storage = StreamConfigStorage.Memory });
        for (var i = 0; i < _texts.Count; i += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(i, Math.Min(AtOnce, _texts.Count - i)).Select(async number =>
                (await context.PublishAsync($"{Stream}.in", QueueTexts.Text(number))).EnsureSuccess()));
        }
    }

    private async Task CreateAsync(string name)
    {
        await using var connection = new NatsConnection(new NatsOpts { Url = Address });
        await new NatsJSContext(connection).CreateOrUpdateConsumerAsync(Stream,
            new ConsumerConfig(name) { AckPolicy = ConsumerConfigAckPolicy.Explicit, MaxAckPending = OnTheWay });
    }
}
