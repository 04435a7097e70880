using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotStream.Torture;

/// <summary>Listens, and sends lines over the newest connection. Everything about it happens under one lock.</summary>
internal abstract class LineSender : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;

    protected LineSender()
    {
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    protected Lock Gate { get; } = new();

    /// <summary>Whether there is a connection; under the lock.</summary>
    protected bool IsConnected => _client is not null;

    /// <summary>Ends the newest connection; the program makes another one.</summary>
    public void Close()
    {
        lock (Gate)
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

    /// <summary>Begins to accept, when who derives from this is ready.</summary>
    protected void Start() => new Thread(Accept) { IsBackground = true }.Start();

    /// <summary>A connection is the newest one; under the lock.</summary>
    protected abstract void OnConnected(TcpClient client);

    /// <summary>Sends text, if there is a connection; under the lock.</summary>
    protected void Write(StringBuilder text)
    {
        try
        {
            _client?.Client.Send(Encoding.ASCII.GetBytes(text.ToString()));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            _client = null; // its receiver connects again
        }
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

            lock (Gate)
            {
                _client?.Dispose();
                _client = client;
                OnConnected(client);
            }
        }
    }
}
