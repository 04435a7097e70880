using System.Net;

namespace HotStream.Cli;

/// <summary>
/// <c>tcp://HOST:PORT</c>: a server that sends lines; <c>tcp://ADDRESS:PORT?listen</c>: senders of lines that connect to us.
/// </summary>
internal static class TcpSources
{
    public static MessageSource Open(AddressReader reader)
    {
        reader.NoPath();
        int port = reader.Address.Port ?? throw reader.Problem("names no port");
        if (reader.Has("listen"))
        {
            return new SenderSource(HostPort.ParseListen(new HostPort(reader.Address.Host == "localhost" ? "127.0.0.1"
                : reader.Address.Host, port).ToString()));
        }

        var server = new HostPort(reader.Address.Host, port);
        return new ServerSource($"tcp {server}", server, (context, _) =>
            context.SocketTextStream(server.Host, server.Port).Map(static line => new MqttMessage(default, line)))
        {
            Topics = false,
        };
    }

    private sealed record SenderSource(IPEndPoint EndPoint) : MessageSource
    {
        public override bool HasTopics => false;

        public override Task PrepareAsync(TimeSpan patience, CancellationToken stop)
        {
            InputChecks.ThrowIfTaken(EndPoint);
            return Task.CompletedTask;
        }

        public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell) =>
            context.SocketTextListener(EndPoint, onListening: bound =>
            {
                StderrLogger.WriteLine($"listening on {bound}");
                isWell();
            }).Map(static line => new MqttMessage(default, line));
    }
}
