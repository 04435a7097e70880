using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HotStream.Mqtt;

namespace HotStream.Bench;

/// <summary>MQTT devices in processes of their own publish to a listener; messages are counted by topic in batches of 100 ms.</summary>
internal static class EngineMqttListener
{
    private const int Senders = 2;

    /// <summary>From the word "go" until all is counted and, of QoS 1, acknowledged.</summary>
    public static JobOutcome Run(int qos, MqttAcknowledge acknowledge, int rounds)
    {
        var counts = new Dictionary<string, long>();
        long total = 0;
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var context = new StreamingContext(
            "mqtt-listener", TimeSpan.FromMilliseconds(100), new StreamingOptions { Partitions = 1, OneActivePerProcess = false });
        var options = new MqttListenerOptions { Acknowledge = acknowledge, OnListening = address => listening.SetResult(address.Port) };
        context.MqttMessageListener(0, options).Map(message => message.Topic).CountByValue().ForeachBatch(batch =>
        {
            foreach (KeyValuePair<Utf8Slice, long> pair in batch.ToList())
            {
                var topic = pair.Key.ToString();
                counts[topic] = counts.GetValueOrDefault(topic) + pair.Value;
                Volatile.Write(ref total, total + pair.Value);
            }
        });
        context.Start();
        var records = Records(rounds);
        TimeSpan elapsed = Send(listening.Task.Result, qos, rounds, () => Volatile.Read(ref total));
        return new JobOutcome(records, () => Answer(counts)) { Elapsed = elapsed };
    }

    /// <summary>Messages of a run.</summary>
    public static long Records(int rounds) => (long)Senders * rounds * MqttSender.PacketsARound;

    /// <summary>Has the devices publish, and waits until all is counted.</summary>
    public static TimeSpan Send(int port, int qos, int rounds, Func<long> counted)
    {
        var senders = new MqttSenderProcess[Senders];
        for (var i = 0; i < Senders; i++)
            senders[i] = MqttSenderProcess.Start(port, qos, rounds);
        long began = Stopwatch.GetTimestamp();
        Array.ForEach(senders, sender => sender.Go());
        Array.ForEach(senders, sender => sender.WaitForEnd());
        while (counted() < Records(rounds) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
            Thread.Sleep(1);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        Array.ForEach(senders, sender => sender.Dispose());
        return elapsed;
    }

    /// <summary>
    /// Steady batches of messages over a socket of this process: (messages, bytes allocated) of the batch that allocated least.
    /// </summary>
    public static (long Records, long Bytes) Allocations()
    {
        const int Rounds = 20;
        var clock = new ManualClock();
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var packets = new MqttPackets(MqttVersion.V311, MqttSender.PacketsARound);
        long counted = 0;
        context.MqttMessageListener(0, new MqttListenerOptions { OnListening = address => listening.SetResult(address.Port) })
            .Map(message => message.Topic).CountByValue().ForeachBatch(batch => batch.ForeachPartition(partition =>
            {
                foreach (ref readonly KeyValuePair<Utf8Slice, long> pair in partition.Span)
                    counted += pair.Value;
            }));
        context.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, listening.Task.Result);
        var connect = new ArrayBufferWriter<byte>();
        MqttWriter.Connect(connect, new MqttConnect { Version = MqttVersion.V311, CleanStart = true, ClientId = "gate"u8 });
        socket.Send(connect.WrittenSpan);
        var answer = new byte[4];
        socket.Receive(answer);
        var bytes = new long[9];
        for (var batch = 0; batch < bytes.Length; batch++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (var round = 0; round < Rounds; round++)
            {
                for (var at = 0; at < packets.Bytes.Length;)
                    at += socket.Send(packets.Bytes[at..]);
            }

            socket.Send([(byte)MqttPacketType.PingReq << 4, 0]);
            socket.Receive(answer); // everything before the ping is stored
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(TimeSpan.FromMinutes(1)))
                throw new TimeoutException("a batch was not finished in a minute");
            bytes[batch] = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        const long Records = (long)Rounds * MqttSender.PacketsARound;
        // What records cost, every batch costs; when the worker lags as never before, the pool of blocks grows beside.
        return counted == bytes.Length * Records ? (Records, bytes.Min())
            : throw new InvalidOperationException($"{counted} messages were counted");
    }

    /// <summary>Counts by topic.</summary>
    public static JobAnswer Answer(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var answer = default(JobAnswer);
        foreach (var (topic, count) in counts)
            answer = answer.WithWord(System.Text.Encoding.ASCII.GetBytes(topic), count);
        return answer;
    }
}
