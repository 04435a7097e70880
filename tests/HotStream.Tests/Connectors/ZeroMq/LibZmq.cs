using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.ZeroMq;

/// <summary>Peers by libzmq, and free ports.</summary>
internal static class LibZmq
{
    public static NodePeer Start(JsonObject what) => NodePeer.Start("zeromq", "zeromq.mjs", what);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
