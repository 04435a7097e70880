using HotStream.Tests.Connectors.Http;

namespace HotStream.Torture;

/// <summary>A server of server-sent events in this process, read by the last id; ending it ends its connections.</summary>
internal sealed class EventSender(StreamingServer server) : KeptSender('h', server)
{
    private readonly StreamingServer _server = server;
    private readonly string _place = server.Create();

    public override string Address => _server.AddressOf(_place).ToString();

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) => context.HttpEventDataReplayStream(new Uri(address));

    protected override void Write(int partition, string[] lines) => _server.Send(_place, lines);
}
