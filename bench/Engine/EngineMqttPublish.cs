using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>Texts published with QoS 1 to a broker of this process that does nothing but acknowledge.</summary>
internal static class EngineMqttPublish
{
    private const int Batches = 9;
    private const int Records = 100_000;
    private const int BufferBytes = 64 << 10;

    /// <summary>Steady batches: (messages, bytes allocated) of the batch that allocated least.</summary>
    public static (long Records, long Bytes) Allocations()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        long acknowledged = 0;
        var broker = new Thread(() => acknowledged = Acknowledge(listener)) { IsBackground = true, Name = "broker" };
        broker.Start();
        var clock = new ManualClock();
        var texts = new Utf8Slice[Records];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Utf8Slice.FromInline(Encoding.ASCII.GetBytes($"value {i}"));
        var bytes = new long[Batches];
        using (var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1)))
        {
            context.QueueStream(new ConcurrentQueue<IReadOnlyList<Utf8Slice>>(), whenEmpty: texts)
                .PublishToMqtt($"mqtt://{listener.LocalEndpoint}", "plant/7/temperature");
            context.Start();
            for (var batch = 0; batch < bytes.Length; batch++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                clock.Advance(TimeSpan.FromSeconds(1));
                if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                    throw new TimeoutException("a batch was not finished in a minute");
                bytes[batch] = GC.GetTotalAllocatedBytes(precise: true) - before;
            }
        }

        broker.Join();
        return acknowledged == Batches * Records ? (Records, bytes.Min())
            : throw new InvalidOperationException($"{acknowledged} messages were published");
    }

    private static long Acknowledge(TcpListener listener)
    {
        using var socket = listener.AcceptSocket();
        socket.NoDelay = true;
        var received = new byte[BufferBytes];
        var answers = new ArrayBufferWriter<byte>(BufferBytes);
        long count = 0;
        for (var filled = 0; ;)
        {
            var read = socket.Receive(received.AsSpan(filled));
            if (read == 0)
                return count;
            filled += read;
            var rest = received.AsSpan(0, filled);
            while (MqttFrame.TryRead(rest, BufferBytes, out var frame) == MqttError.None)
            {
                if (frame.Type == MqttPacketType.Connect)
                    MqttWriter.ConnAck(answers, MqttVersion.V5, false, 0);
                else if (frame.Type == MqttPacketType.Publish
                    && MqttPublish.TryRead(rest, frame, MqttVersion.V5, out var publish) == MqttError.None)
                {
                    count++;
                    MqttWriter.Ack(answers, MqttPacketType.PubAck, MqttVersion.V5, publish.PacketId);
                }

                rest = rest[frame.Length..];
            }

            filled = rest.Length;
            rest.CopyTo(received);
            socket.Send(answers.WrittenSpan);
            answers.ResetWrittenCount();
        }
    }
}
