using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Torture;

/// <summary>
/// Sends lines to who connects, each line once. What is on its way when a life ends is lost, so of each connection the program must have
/// had the lines from its first to some line, none missing between them.
/// </summary>
internal sealed class SocketSender : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<int> _lines = []; // sent, by connection
    private TcpClient? _client;

    public SocketSender()
    {
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Lines sent over each connection so far.</summary>
    public IReadOnlyList<int> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Some more lines over the newest connection, if there is one.</summary>
    public void Send(int lines)
    {
        lock (_gate)
        {
            if (_client is null)
            {
                return;
            }

            var text = new StringBuilder();
            for (int i = 0; i < lines; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"s{_lines.Count - 1}.{_lines[^1]++}\n");
            }

            try
            {
                _client.Client.Send(Encoding.ASCII.GetBytes(text.ToString()));
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                _client = null;
            }
        }
    }

    /// <summary>Ends the newest connection; the program makes another one.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _client?.Dispose();
            _client = null;
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        Close();
    }

    private void Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = _listener.AcceptTcpClient();
            }
            catch (SocketException)
            {
                return; // the run is over
            }

            lock (_gate)
            {
                _client?.Dispose();
                _client = client;
                _lines.Add(0);
            }
        }
    }
}
