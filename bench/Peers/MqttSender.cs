using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>
/// The hidden verb mqtt-send PORT QOS ROUNDS BYTES: connects to a listener or a broker on loopback as a device, says that it is ready,
/// waits for a line on its standard input, then sends <see cref="PacketsARound"/> packets of so many bytes so many times. Of QoS 1, at most
/// <see cref="RoundsInFlight"/> rounds are not acknowledged at a time; it ends when all are.
/// </summary>
internal static class MqttSender
{
    public const string Ready = "ready";
    public const int PacketsARound = 10_000;

    private const int RoundsInFlight = 5;
    private const int RoundsOfIds = 6; // 60,000 identifiers, one round more than may be in flight
    private const int SendBytes = 64 << 10;
    private const int AckBytes = 4;

    public static int Run(int port, int qos, int rounds, int packetBytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var packets = new MqttPackets[qos == 0 ? 1 : RoundsOfIds];
        for (var i = 0; i < packets.Length; i++)
            packets[i] = new MqttPackets(MqttVersion.V311, PacketsARound, qos, 1 + (i * PacketsARound), packetBytes);
        Greet(socket);
        Console.WriteLine(Ready);
        Console.ReadLine();
        long acknowledged = 0;
        var acks = new byte[SendBytes];
        for (var round = 0; round < rounds; round++)
        {
            while (qos > 0 && acknowledged < (round + 1L - RoundsInFlight) * PacketsARound * AckBytes)
                acknowledged += Receive(socket, acks);
            Send(socket, packets[round % packets.Length].Bytes);
        }

        while (qos > 0 && acknowledged < (long)rounds * PacketsARound * AckBytes)
            acknowledged += Receive(socket, acks);
        Send(socket, [(byte)MqttPacketType.Disconnect << 4, 0]);
        socket.Receive(acks); // until the other side has read it all and closes
        return 0;
    }

    public static void Greet(Socket socket)
    {
        var connect = new ArrayBufferWriter<byte>();
        var name = Encoding.ASCII.GetBytes($"sender-{Environment.ProcessId}");
        MqttWriter.Connect(connect, new MqttConnect { Version = MqttVersion.V311, CleanStart = true, ClientId = name });
        Send(socket, connect.WrittenSpan);
        var answer = new byte[4];
        if (Receive(socket, answer) != 4 || answer[3] != 0)
            throw new InvalidOperationException("the listener did not accept the sender");
    }

    private static int Receive(Socket socket, byte[] buffer)
    {
        var count = socket.Receive(buffer);
        return count > 0 ? count : throw new InvalidOperationException("the listener ended the connection");
    }

    public static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes[..Math.Min(bytes.Length, SendBytes)])..];
    }
}
