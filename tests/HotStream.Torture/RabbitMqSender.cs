using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Torture;

/// <summary>A stream queue of RabbitMQ, read by offsets.</summary>
internal sealed class RabbitMqSender : KeptSender
{
    private readonly RabbitMqServer _server;
    private readonly string _queue;

    public RabbitMqSender(RabbitMqServer server)
        : base('q', server)
    {
        _server = server;
        _queue = server.Queue("stream");
        server.End(graceful: true); // a server that is killed soon after a stream queue was declared may not know it again
        server.Begin();
    }

    public override string Address => $"{_server.Address}/#{_queue}";

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) =>
        address.Split("/#") is [var server, var queue] ? context.RabbitMqReplayStream(server, queue)
            : throw new ArgumentException("It is no address of a queue.", nameof(address));

    protected override void Write(int partition, string[] lines) => _server.Publish(_queue, lines);
}
