using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Takes connections from a listening socket and lives through what the system refuses: a connection that was broken off before it was taken, no file handles left (EMFILE), no thread for it. Says
/// so once for each spell of trouble, waits a little, goes on, and says when it works again. One thread.
/// </summary>
/// <param name="listener">The listening socket.</param>
/// <param name="take">Takes a connection over, or throws.</param>
/// <param name="report">Called with warnings.</param>
internal sealed class Accepting(Socket listener, Action<Socket> take, Action<string> report)
{
    private const int WaitMilliseconds = 100;

    private long _failures;

    /// <summary>Takes the connection that is there.</summary>
    public void Next(CancellationToken stop)
    {
        Socket? socket = null;
        try
        {
            socket = listener.Accept();
            if (OpenFiles.IsReserved(socket))
            {
                socket.Dispose();
                Fail($"the process may open {OpenFiles.Limit} files, and the few that are left are kept for its other work", stop);
                return;
            }

            take(socket);
            if (_failures > 0)
            {
                report($"Connections are taken again, after {_failures} failures.");
                _failures = 0;
            }
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NotConnected or SocketError.WouldBlock)
        {
            socket?.Dispose(); // its own fault
        }
        catch (Exception failure) when (failure is SocketException or OutOfMemoryException or ThreadStartException)
        {
            socket?.Dispose();
            Fail(PlainText.Of(failure.Message), stop);
        }
    }

    private void Fail(string reason, CancellationToken stop)
    {
        if (_failures++ == 0)
        {
            report($"A connection could not be taken ({reason}); others are tried again. With too many open files, raise the limit (ulimit -n) or allow fewer connections.");
        }

        stop.WaitHandle.WaitOne(WaitMilliseconds);
    }
}
