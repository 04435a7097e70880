using HotStream.RabbitMq;
using HotStream.Tests.Streams;
using RabbitMQ.Client;

namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>Stream queues, read from an offset and read again, against a real server.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class RabbitMqReplayTests(RabbitMqFixture fixture) : ReplayedSourceContract
{
    private protected override IConnectorServer Shared => fixture.Server;

    private protected override IConnectorServer StartOwn() => new RabbitMqServer();

    private protected override string Create(IConnectorServer server)
    {
        string queue = ((RabbitMqServer)server).Queue("stream");
        if (server != Shared)
        {
            server.End(graceful: true); // a server that is killed soon after a stream queue was declared may not know it again
            server.Begin();
        }

        return queue;
    }

    private protected override void Send(IConnectorServer server, string place, IEnumerable<string> texts) =>
        ((RabbitMqServer)server).Publish(place, texts);

    private protected override InputDStream<Utf8Slice> Open(
        StreamingContext context, IConnectorServer server, string place, int batchMax) =>
        context.RabbitMqReplayStream(((RabbitMqServer)server).Address, place, new RabbitMqReplayOptions { BatchRecordsMax = batchMax });

    private protected override bool HasBegun(InputDStream<Utf8Slice> input) =>
        ((RabbitMqReplayInput<Utf8Slice, RabbitMqPayloadRecord>)input).HasBegun;

    private protected override bool IsAtEnd(InputDStream<Utf8Slice> input, IConnectorServer server, string place, long sent)
    {
        var replay = (RabbitMqReplayInput<Utf8Slice, RabbitMqPayloadRecord>)input;
        return Math.Max(0, replay.Position) + replay.Waiting >= sent;
    }

    [Fact]
    public void A_message_has_its_offset_and_routing_key_and_reading_may_begin_at_an_offset()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("stream");
        server.Publish(queue, ["zero", "one", "two"]);
        using var engine = new Engine();
        var seen = new List<string>();
        engine.Context.RabbitMqReplayMessageStream(server.Address, queue, new RabbitMqReplayOptions { StartOffset = 1 })
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(message => $"{message.Offset} {message} {message.Redelivered}")));
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count == 2;
            },
            "both came");
        Assert.Equal([$"1 {queue}: one False", $"2 {queue}: two False"], seen);
    }

    [Fact]
    public void Reading_may_begin_with_what_comes_next()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("stream");
        server.Publish(queue, ["old"]);
        int number = 0;
        using var run = new ConnectorRun(context => context.RabbitMqReplayStream(server.Address, queue,
            new RabbitMqReplayOptions { Start = RabbitMqStart.Next }));
        run.WaitUntil(
            () =>
            {
                server.Publish(queue, [$"new {number++}"]);
                return !run.Texts.IsEmpty;
            },
            "something new came");
        Assert.DoesNotContain("old", run.Texts);
    }

    [Fact]
    public void A_message_that_is_too_large_is_a_dead_letter_with_its_offset()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("stream");
        server.Publish(queue, ["a", new string('x', 2000), "b"]);
        using var run = new ConnectorRun(context => context.RabbitMqReplayStream(server.Address, queue,
            new RabbitMqReplayOptions { MessageBytesMax = 1000 }));
        Assert.Equal(["a", "b"], run.WaitFor(2).Order());
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal("offset 1", letter.Position);
        Assert.Equal((2000, 1000), (letter.Length, letter.Record.Length));
    }

    [Fact]
    public void A_queue_that_is_no_stream_is_refused_and_keeps_its_messages()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue();
        server.Publish(queue, ["kept"]);
        using var log = new LogCapture();
        using (var run = new ConnectorRun(context => context.RabbitMqReplayStream(server.Address, queue), with: options =>
            options.LoggerFactory = log))
        {
            run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("x-queue-type: stream", StringComparison.Ordinal)),
                "it was said");
            Assert.Empty(run.Texts);
        }

        Assert.Equal(1, server.Kept(queue));
    }

    [Fact]
    public void What_retention_removed_before_it_was_read_is_reported()
    {
        RabbitMqServer server = fixture.Server;
        string queue = server.Queue("stream", ("x-max-length-bytes", 100_000), ("x-stream-max-segment-size-bytes", 50_000));
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.RabbitMqReplayStream(server.Address, queue,
            new RabbitMqReplayOptions { StartOffset = 0, BatchRecordsMax = 1 }), with: options => options.LoggerFactory = log);
        server.Publish(queue, ["first"]);
        run.WaitFor(1);
        for (int i = 0; i < 5; i++)
        {
            server.Publish(queue, Enumerable.Range(0, 100).Select(_ => new string('x', 1000)));
        }

        server.Publish(queue, ["last"]);
        run.WaitUntil(() => run.Texts.Contains("last"), "the last came");
        Assert.Contains(log.Entries, entry => entry.Message.Contains("are not in the queue any more", StringComparison.Ordinal));
    }
}
