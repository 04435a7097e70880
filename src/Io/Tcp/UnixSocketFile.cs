using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>The file of a Unix domain socket, which a process that is killed leaves behind, where it keeps others from listening.</summary>
internal static class UnixSocketFile
{
    private const int NoSuchDevice = 6; // ENXIO

    /// <summary>Removes the file, if nobody listens at it. Anything but a socket stays, and so does one that somebody listens at.</summary>
    public static void RemoveLeft(UnixDomainSocketEndPoint place)
    {
        string path = place.ToString();
        if (path.StartsWith('@') || !IsSocket(path))
        {
            return;
        }

        using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            asking.Connect(place);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // binding will say what is wrong
        }
    }

    /// <summary>Whether a file is a socket: one cannot be opened (ENXIO).</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.HResult == NoSuchDevice;
        }
    }
}
