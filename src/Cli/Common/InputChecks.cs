using System.Net;
using System.Net.Sockets;

namespace HotStream.Cli;

/// <summary>The engine would try again for ever, which is right for a service and wrong for a person with a typing error.</summary>
internal static class InputChecks
{
    /// <exception cref="IOException">The port is taken.</exception>
    public static void ThrowIfTaken(IPEndPoint endPoint, bool isUdp = false)
    {
        try
        {
            using var probe = isUdp ? new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
                : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(endPoint);
            if (!isUdp)
            {
                probe.Listen();
            }
        }
        catch (SocketException failure)
        {
            throw new IOException(
                $"Cannot listen on {endPoint}: {failure.Message}. Choose another port (0 takes a free one) or end what uses this one.",
                failure);
        }
    }

    /// <exception cref="IOException">The directory cannot be listed; what a pattern matches may come later.</exception>
    public static void ThrowIfUnreadable(string directory)
    {
        if (directory.AsSpan().ContainsAny("*?[{"))
        {
            return;
        }

        try
        {
            using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(directory).GetEnumerator();
            entries.MoveNext();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"Cannot read the directory '{directory}': {failure.Message} Create it or correct the path.", failure);
        }
    }
}
