using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HotStream.StandIn;

/// <summary>
/// Ports of the loopback for servers that must be told theirs before they start.
/// <para>
/// Law: no port is given twice by one process, and none that the system itself may give to somebody. A port found by binding to 0 breaks
/// the second half: between its finding and its server's start, any socket that binds to 0 or connects may get it, and then who waits for
/// the server finds a stranger listening, and the stranger a visitor that says nothing. So ports come from below the range of which the
/// system gives (<c>ip_local_port_range</c>), one after another from a place by chance, those left out that somebody has.
/// </para>
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;

    private static readonly int s_end = SystemsFirst();
    private static int s_next = Random.Shared.Next(First, s_end);

    /// <summary>A port that nobody has.</summary>
    public static int Find()
    {
        for (int tried = First; tried < s_end; tried++)
        {
            int port = First + ((Interlocked.Increment(ref s_next) & int.MaxValue) % (s_end - First));
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {s_end - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int SystemsFirst()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        const int Usual = 32_768;
        int first = File.Exists(Range) ? int.Parse(File.ReadAllText(Range).Split('\t', ' ')[0], CultureInfo.InvariantCulture) : Usual;
        return first > First + 1000 ? first : Usual; // a system that gives nearly all leaves no better choice
    }
}
