using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Connects without an asynchronous call: a socket on which one was made is watched by the runtime for ever, which costs an event and a task on the thread pool for each
/// segment that arrives, though nobody waits for them.
/// </summary>
internal static class BlockingConnect
{
    /// <exception cref="OperationCanceledException">The stop came first; the socket is disposed.</exception>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static void To(Socket socket, string host, int port, CancellationToken stop)
    {
        using CancellationTokenRegistration abort = stop.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            socket.Connect(host, port);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException && stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
    }
}
