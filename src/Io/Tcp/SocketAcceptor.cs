using System.Net.Sockets;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// Takes connections from a listening socket and lives through what the system refuses: a connection that was broken off before it was
/// taken, no file handles left (EMFILE), no thread for it. Says so once for each spell of trouble, waits a little, goes on, and says when
/// it works again. Some of the files that the process may open are kept for the rest of it. One thread at a time.
/// </summary>
public sealed class SocketAcceptor
{
    private const int WaitMilliseconds = 100;

    private readonly Socket _listener;
    private readonly Action<Socket> _take;
    private readonly Action<string> _report;
    private long _failures;

    /// <summary>Takes connections from a socket that listens.</summary>
    /// <param name="listener">The listening socket; it stays the caller's.</param>
    /// <param name="take">Takes a connection over, or throws; a connection for which it throws a <see cref="SocketException"/>, or because
    /// there is no thread or memory, is closed.</param>
    /// <param name="report">Called with warnings, for example <c>ReportError</c> of a receiver.</param>
    public SocketAcceptor(Socket listener, Action<Socket> take, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(take);
        ArgumentNullException.ThrowIfNull(report);
        _listener = listener;
        _take = take;
        _report = report;
    }

    /// <summary>
    /// Takes the connection that is there, or waits for one: ask by <see cref="Socket.Poll(int, SelectMode)"/>
    /// first, so that a stop is noticed.
    /// </summary>
    /// <param name="stop">Ends the wait after a failure.</param>
    public void Next(CancellationToken stop)
    {
        Socket? socket = null;
        try
        {
            socket = _listener.Accept();
            if (OpenFiles.IsReserved(socket))
            {
                socket.Dispose();
                Fail($"the process may open {OpenFiles.Limit} files, and the few that are left are kept for its other work", stop);
                return;
            }

            _take(socket);
            if (_failures > 0)
            {
                _report($"Connections are taken again, after {_failures} failures.");
                _failures = 0;
            }
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset
            or SocketError.NotConnected or SocketError.WouldBlock)
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
            _report($"A connection could not be taken ({reason}); others are tried again. With too many open files, raise the limit "
                + "(ulimit -n) or allow fewer connections.");
        }

        stop.WaitHandle.WaitOne(WaitMilliseconds);
    }
}
