using System.Net;
using System.Net.Sockets;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A broker by hand: the test reads and writes each packet of a connection.</summary>
internal sealed class FakeBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<MqttPeer> _peers = [];

    public FakeBroker() => _listener.Start();

    public string Address => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Done again and again while a connection is waited for.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>The next connection; its CONNECT is handed over.</summary>
    public MqttPeer Accept(MqttVersion version, out byte[] connect)
    {
        Task<Socket> accepting = _listener.AcceptSocketAsync();
        Engine.WaitFor(
            () =>
            {
                Meanwhile?.Invoke();
                return accepting.Wait(1);
            },
            "the client connected");
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

    /// <summary>The next connection, of one who publishes; greeted with what the server allows.</summary>
    public MqttPeer WelcomePublisher(MqttVersion version, params (MqttPropertyId Id, uint Value)[] limits)
    {
        MqttPeer peer = Accept(version, out _);
        var properties = new MqttPropertyWriter();
        Array.ForEach(limits, limit => properties.Number(limit.Id, limit.Value));
        peer.Send(o => MqttWriter.ConnAck(o, version, false, 0, properties.Properties));
        return peer;
    }

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _listener.Dispose();
    }
}
