using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>
/// The hidden verb mqtt-pace PORT RATE SECONDS: publishes readings of 40 machines with QoS 0 at a steady pace, each
/// with the time at which it is sent.
/// </summary>
internal static class MqttPace
{
    private const int Machines = 40;
    private const int StepsPerSecond = 1000;

    public static int Run(int port, int rate, int seconds)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        MqttSender.Greet(socket);
        var packets = new ArrayBufferWriter<byte>(1 << 16);
        var payload = new byte[256];
        var started = Stopwatch.GetTimestamp();
        long sent = 0;
        for (var step = 1L; step <= (long)StepsPerSecond * seconds; step++)
        {
            packets.ResetWrittenCount();
            var now = EngineDelivery.Now();
            for (; sent < step * rate / StepsPerSecond; sent++)
            {
                Encoding.UTF8.TryGetBytes(
                    $"{{\"id\":{sent},\"machine\":\"machine-{sent % Machines}\",\"sent\":{now},\"celsius\":{60 + (sent % 200 / 10)},\"status\":\"running\"}}", payload, out var length);
                MqttWriter.Publish(packets, MqttVersion.V311, "plant/temperature"u8, payload.AsSpan(0, length));
            }

            MqttSender.Send(socket, packets.WrittenSpan);
            while (Stopwatch.GetElapsedTime(started).TotalMilliseconds < step * 1000.0 / StepsPerSecond)
                Thread.Sleep(1);
        }

        MqttSender.Send(socket, [(byte)MqttPacketType.Disconnect << 4, 0]);
        socket.Receive(payload); // until the other side has read it all and closes
        return 0;
    }
}
