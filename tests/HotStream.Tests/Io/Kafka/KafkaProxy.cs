using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using HotStream.StandIn;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Stands before librdkafka's broker in this process; <see cref="KafkaCoordinator"/> is what it adds.</summary>
internal sealed class KafkaProxy : IDisposable
{
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(1.5);
    private static readonly byte[] s_host = "127.0.0.1"u8.ToArray();

    private readonly KafkaCoordinator _coordinator = new();
    private readonly int _behind;
    private readonly HashSet<Socket> _open = [];
    private readonly Lock _changes = new();
    private TcpListener _listener;
    private bool _isAway;

    /// <param name="servers">The broker behind: its host and port.</param>
    public KafkaProxy(string servers)
    {
        _behind = IPEndPoint.Parse(servers).Port;
        _listener = Listen();
    }

    public int Port { get; } = FreePort.Find(); // which the system gives to nobody while this is away

    /// <summary>What happens to the next request of a kind; null when it has happened.</summary>
    public (short Api, KafkaFault Fault)? Next { get; set; }

    public bool IsHidden(string topic, int partition, long offset) => _coordinator.IsHidden(topic, partition, offset);

    /// <summary>Listens no more, and closes every connection; what was asked and not answered may have been done.</summary>
    public void Stop()
    {
        _listener.Stop();
        lock (_changes)
        {
            _isAway = true;
            foreach (Socket socket in _open)
            {
                socket.Dispose();
            }

            _open.Clear();
        }
    }

    public void GoOn()
    {
        lock (_changes)
        {
            _isAway = false;
        }

        _listener = Listen();
    }

    public void Dispose() => Stop();

    private TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        new SideThread(() =>
        {
            while (true)
            {
                Socket client;
                try
                {
                    client = listener.AcceptSocket();
                }
                catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return; // stopped
                }

                new SideThread(() => Serve(client)).Start();
            }
        }).Start();
        return listener;
    }

    private void Serve(Socket client)
    {
        using var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Keep(client);
            Keep(broker);
            client.NoDelay = true;
            broker.Connect(IPAddress.Loopback, _behind);
            using var asked = new NetworkStream(client);
            using var behind = new NetworkStream(broker);
            while (true)
            {
                Send(asked, Answer(Receive(asked), request =>
                {
                    Send(behind, request);
                    return Receive(behind);
                }));
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or IOException)
        {
            // a client that left or is fenced, or this was stopped
        }
        finally
        {
            client.Dispose();
            lock (_changes)
            {
                _open.Remove(client);
                _open.Remove(broker);
            }
        }
    }

    private byte[] Answer(byte[] frame, Func<byte[], byte[]> ask)
    {
        short api = BinaryPrimitives.ReadInt16BigEndian(frame);
        KafkaFault? fault = Next is { } next && next.Api == api ? next.Fault : null;
        Happen(fault == KafkaFault.RequestIsLost ? Stop : null);
        byte[] answer = _coordinator.Answer(frame, ask) ?? ask(frame);
        Happen(fault == KafkaFault.AnswerIsLost ? Stop : fault == KafkaFault.AnswerIsLate ? () => Thread.Sleep(s_late) : null);
        if (api is KafkaRequests.Metadata or KafkaRequests.FindCoordinator)
        {
            for (int at = 0; answer.AsSpan(at).IndexOf(s_host) is >= 0 and int found;)
            {
                at += found + s_host.Length;
                BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(at), Port);
            }
        }

        return answer;
    }

    private void Happen(Action? fault)
    {
        if (fault is not null)
        {
            fault();
            Next = null;
        }
    }

    private void Keep(Socket socket)
    {
        lock (_changes)
        {
            ObjectDisposedException.ThrowIf(_isAway, this);
            _open.Add(socket);
        }
    }

    private static void Send(NetworkStream stream, byte[] frame)
    {
        byte[] whole = new byte[sizeof(int) + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(whole, frame.Length);
        frame.CopyTo(whole, sizeof(int));
        stream.Write(whole);
    }

    /// <exception cref="IOException">The other side has closed the connection.</exception>
    private static byte[] Receive(NetworkStream stream)
    {
        byte[] length = new byte[sizeof(int)];
        stream.ReadExactly(length);
        byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        stream.ReadExactly(frame);
        return frame;
    }
}
