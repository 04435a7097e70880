using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Accepts connections. When the system has no more to give (open files, memory), that is said once, and tried again after a while, until it works again, which is said too. One thread.
/// </summary>
internal sealed class MqttAcceptance(Socket listener, IMqttListenerHost host, CancellationToken stop)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private TimeSpan _wait = s_first;
    private bool _isOut;

    /// <summary>The next connection, or null when there is none to be had now.</summary>
    public Socket? TryAccept()
    {
        Socket socket;
        try
        {
            socket = listener.Accept();
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted)
        {
            return null; // the other side has changed its mind
        }
        catch (SocketException failure)
        {
            if (!_isOut)
            {
                _isOut = true;
                host.Report($"No connection can be accepted at present: {failure.Message}. It is tried again, silently, until it works; the limit of open files (ulimit -n) may be too small.", failure);
            }

            stop.WaitHandle.WaitOne(_wait);
            _wait = _wait * 2 < s_longest ? _wait * 2 : s_longest;
            return null;
        }

        if (_isOut)
        {
            _isOut = false;
            _wait = s_first;
            host.Report("Connections are accepted again.", cause: null);
        }

        return socket;
    }
}
