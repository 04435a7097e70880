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
        if (reader.Has("listen"))
        {
            IPEndPoint endPoint = reader.ListenAt();
            return new ListeningSource(endPoint, (context, listens) =>
                context.SocketTextListener(endPoint, onListening: listens).Map(static line => new MqttMessage(default, line)));
        }

        HostPort server = reader.Server();
        return new ServerSource($"tcp {server}", server, (context, _) =>
            context.SocketTextStream(server.Host, server.Port).Map(static line => new MqttMessage(default, line)))
        {
            Topics = false,
        };
    }
}
