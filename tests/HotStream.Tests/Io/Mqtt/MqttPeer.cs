using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>One end of a connection, by hand: writes what a test says and reads packet by packet.</summary>
internal sealed class MqttPeer(Socket socket, MqttVersion version) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true)
    {
        ReadTimeout = (int)Engine.Patience.TotalMilliseconds,
        WriteTimeout = (int)Engine.Patience.TotalMilliseconds,
    };

    public Socket Socket => socket;

    /// <summary>Connects as a device and reads the CONNACK.</summary>
    public static MqttPeer Connect(int port, MqttVersion version, string clientId = "device", ushort keepAlive = 0,
        bool expectAccepted = true)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var peer = new MqttPeer(socket, version);
        peer.Send(o => MqttWriter.Connect(
            o, new MqttConnect
            {
                Version = version,
                CleanStart = true,
                ClientId = Encoding.UTF8.GetBytes(clientId),
                KeepAliveSeconds = keepAlive
            }));
        if (expectAccepted)
        {
            (MqttPacketType type, byte[] body) = peer.Read();
            Assert.Equal((MqttPacketType.ConnAck, 0), (type, body[1]));
        }

        return peer;
    }

    /// <summary>Connects as a device of a session and reads the CONNACK: whether the session was there, and the code.</summary>
    public static (MqttPeer Peer, bool IsPresent, int Code) Greet(
        int port, MqttVersion version, string clientId = "device", bool cleanStart = false, uint expirySeconds = 3600, string? user = null,
        string? password = null, string? will = null, uint willDelay = 0,
        ushort keepAlive = 0)
    {
        MqttPeer peer = Open(port, version);
        peer.Send(o => MqttWriter.Connect(o, new MqttConnect
        {
            Version = version,
            CleanStart = cleanStart,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            KeepAliveSeconds = keepAlive,
            Properties = new MqttPropertyWriter().Number(MqttPropertyId.SessionExpiry, expirySeconds).Properties,
            HasUserName = user is not null,
            UserName = Encoding.UTF8.GetBytes(user ?? ""),
            HasPassword = password is not null,
            Password = Encoding.UTF8.GetBytes(password ?? ""),
            HasWill = will is not null,
            WillTopic = Encoding.UTF8.GetBytes(will ?? ""),
            WillPayload = "gone"u8,
            WillQos = 1,
            WillProperties = new MqttPropertyWriter().Number(MqttPropertyId.WillDelay, willDelay).Properties,
        }));
        (MqttPacketType type, byte[] body) = peer.Read();
        Assert.Equal(MqttPacketType.ConnAck, type);
        return (peer, body[0] == 1, body[1]);
    }

    /// <summary>Connects and says nothing.</summary>
    public static MqttPeer Open(int port, MqttVersion version = MqttVersion.V311)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return new MqttPeer(socket, version);
    }

    /// <summary>Subscribes and returns the codes.</summary>
    public byte[] Subscribe(string filter, int options = 1, ushort id = 1)
    {
        Send(o => MqttWriter.Subscribe(o, MqttPacketType.Subscribe, version, id, [(Encoding.UTF8.GetBytes(filter), (byte)options)]));
        (MqttPacketType type, byte[] body) = Read();
        Assert.Equal(MqttError.None, MqttSubAck.TryRead(body, type, version, out MqttSubAck ack));
        Assert.Equal(id, ack.PacketId);
        return ack.Codes.ToArray();
    }

    /// <summary>Says good-bye and waits until the other side has closed.</summary>
    public void Leave()
    {
        Send([0xE0, 0]);
        Assert.True(IsClosedByTheOtherSide());
    }

    public void Send(byte[] bytes) => _stream.Write(bytes);

    public void Send(Action<ArrayBufferWriter<byte>> write) => Send(MqttCases.Write(write));

    public void Publish(string topic, string payload, int qos = 0, ushort id = 0, bool retain = false, bool duplicate = false) =>
        Send(o => MqttWriter.Publish(o, version, Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload),
            qos, id, retain, duplicate));

    public void Ack(MqttPacketType type, ushort id) => Send(o => MqttWriter.Ack(o, type, version, id));

    /// <summary>The next packet: its type and what follows the fixed header.</summary>
    public (MqttPacketType Type, byte[] Body) Read()
    {
        int first = _stream.ReadByte();
        Assert.True(first >= 0, "The connection was closed where a packet was expected.");
        using var reader = new BinaryReader(_stream, Encoding.UTF8, leaveOpen: true);
        var body = new byte[reader.Read7BitEncodedInt()];
        _stream.ReadExactly(body);
        return ((MqttPacketType)(first >> 4), body);
    }

    /// <summary>
    /// Reads a PUBLISH: <c>topic payload QoS</c> with <c>retained</c> and <c>again</c> where it says so, and its identifier.
    /// </summary>
    public (string Message, ushort Id) ReadPublish()
    {
        int first = _stream.ReadByte();
        Assert.Equal(MqttPacketType.Publish, (MqttPacketType)(first >> 4));
        using var reader = new BinaryReader(_stream, Encoding.UTF8, leaveOpen: true);
        int length = reader.Read7BitEncodedInt();
        byte[] body = reader.ReadBytes(length);
        var frame = new MqttFrame(MqttPacketType.Publish, (byte)(first & 15), 0, length);
        Assert.Equal(MqttError.None, MqttPublish.TryRead(body, frame, version, out MqttPublish publish));
        string topic = Encoding.UTF8.GetString(body, publish.TopicStart, publish.TopicLength);
        string payload = Encoding.UTF8.GetString(body, publish.PayloadStart, publish.PayloadLength);
        return ($"{topic} {payload} {publish.Qos}{(publish.Retain ? " retained" : "")}{(publish.Duplicate ? " again" : "")}",
            publish.PacketId);
    }

    /// <summary>Reads a packet about one identifier.</summary>
    public (MqttPacketType Type, int Id) ReadAck()
    {
        (MqttPacketType type, byte[] body) = Read();
        return (type, (body[0] << 8) | body[1]);
    }

    public bool IsClosedByTheOtherSide()
    {
        try
        {
            return _stream.ReadByte() < 0;
        }
        catch (IOException failure) when (failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
    }

    /// <summary>Whether nothing comes for a while.</summary>
    public bool IsSilent() => !socket.Poll(200_000, SelectMode.SelectRead);

    public void Dispose() => _stream.Dispose();
}
