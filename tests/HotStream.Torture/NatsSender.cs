using HotStream.Tests.Connectors.Nats;
using NATS.Client.JetStream;

namespace HotStream.Torture;

/// <summary>A stream of NATS, read by sequence numbers.</summary>
internal sealed class NatsSender : KeptSender
{
    private const string Stream = "torture";
    private readonly NatsServer _server;

    public NatsSender(NatsServer server)
        : base('j', server)
    {
        _server = server;
        server.Make(Stream);
    }

    public override string Address => _server.Address;

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) => context.NatsReplayStream(address, Stream);

    /// <summary>Each line when the one before was acknowledged.</summary>
    protected override void Write(int partition, string[] lines) => _server.Do(async context =>
    {
        foreach (string line in lines)
        {
            (await context.PublishAsync(Stream + ".in", line)).EnsureSuccess();
        }

        return lines.Length;
    });
}
