using System.Net;
using System.Net.Sockets;

namespace HotStream.Torture;

/// <summary>A port of the loopback that nobody has.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
