using System.Net;
using System.Net.Sockets;
using HotStream.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A broker by hand: the test reads and writes each packet of a connection.</summary>
internal sealed class FakeBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<MqttPeer> _peers = [];

    public FakeBroker() => _listener.Start();

    public string Address => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The next connection; its CONNECT is handed over.</summary>
    public MqttPeer Accept(MqttVersion version, out byte[] connect)
    {
        Task<Socket> accepting = _listener.AcceptSocketAsync();
        Assert.True(accepting.Wait(Engine.Patience), "The client did not connect.");
        var peer = new MqttPeer(accepting.Result, version);
        _peers.Add(peer);
        (MqttPacketType type, connect) = peer.Read();
        Assert.Equal(MqttPacketType.Connect, type);
        return peer;
    }

    /// <summary>The next connection, greeted and subscribed.</summary>
    public MqttPeer Welcome(MqttVersion version, bool sessionPresent = false, Action<MqttPeer>? beforeSubscribed = null)
    {
        MqttPeer peer = Accept(version, out _);
        peer.Send(o => MqttWriter.ConnAck(o, version, sessionPresent, 0));
        Assert.Equal(MqttPacketType.Subscribe, peer.Read().Type);
        beforeSubscribed?.Invoke(peer);
        peer.Send(o => MqttWriter.SubAck(o, MqttPacketType.SubAck, version, MqttHello.SubscribeId, [1]));
        return peer;
    }

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _listener.Dispose();
    }
}
