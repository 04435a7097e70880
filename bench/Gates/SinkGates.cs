using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using HotStream.Flume;
using HotStream.ZeroMq;

namespace HotStream.Bench;

/// <summary>Bytes allocated a record by sinks whose wire is ours; a thread of this process takes what they send, into one buffer.</summary>
internal static class SinkGates
{
    private const int Records = 100_000;
    private const int Batches = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<(string Name, Func<(long Records, long Bytes)> Measure)> All =>
    [
        ("zeromq-push", () => Measure(static (texts, port) =>
            texts.PushToZeroMq($"tcp://127.0.0.1:{port}", RecordEncoders.Text<Utf8Slice>()), Pull)),
        ("flume-sink", () => Measure(static (texts, port) =>
            texts.SaveToFlume($"flume://127.0.0.1:{port}", RecordEncoders.Text<Utf8Slice>()), Agent)),
        ("http-post", () => Measure(static (texts, port) => texts.PostTo(new HttpPostOptions
        {
            Address = new Uri($"http://127.0.0.1:{port}/"),
            Format = HttpPostFormat.NewlineJson,
            RequestsInFlight = 1,
            RequestRecords = Records / 10, // of a request HttpClient allocates some kilobytes
        }), Server)),
    ];

    /// <summary>The batch that allocated least: what records cost, every batch costs.</summary>
    private static (long Records, long Bytes) Measure(Action<DStream<Utf8Slice>, int> save, Action<LoopbackPeer> take)
    {
        using LoopbackPeer peer = LoopbackPeer.Listen();
        var taker = new Thread(() =>
        {
            peer.Accept();
            take(peer);
        })
        {
            IsBackground = true,
        };
        taker.Start();
        var clock = new ManualClock();
        using var arena = new Utf8Arena();
        Utf8Slice[] texts = [.. Enumerable.Range(0, Records)
            .Select(i => arena.Add(Encoding.ASCII.GetBytes($"reading {i % 1000} of a machine in the plant")))];
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        save(context.QueueStream(new ConcurrentQueue<IReadOnlyList<Utf8Slice>>(), whenEmpty: texts), peer.Port);
        long failures = 0;
        context.BatchCompleted += batch => failures += batch.Failures;
        context.Start();
        long least = long.MaxValue;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            clock.Advance(TimeSpan.FromSeconds(1));
            if (!context.AwaitDueBatches(s_patience))
                throw new TimeoutException("a batch was not finished in a minute");
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        context.Stop();
        return failures == 0 && taker.Join(s_patience) ? (Records, least)
            : throw new InvalidOperationException($"{failures} batches failed, or what they sent was not taken to its end");
    }

    private static void Pull(LoopbackPeer peer)
    {
        peer.Greet(new ZmtpRole("PULL", ["PUSH"], null, null, true));
        peer.ReceiveToEnd();
    }

    private static void Agent(LoopbackPeer peer)
    {
        using Stream stream = peer.OpenStream();
        var frame = new FlumeFrame(16 * 1024 * 1024);
        var answer = new FlumeAnswer();
        for (bool hasGreeted = false; frame.Read(stream, static () => { }); hasGreeted = true)
        {
            answer.Begin(frame.Serial);
            if (!hasGreeted)
                answer.Handshake(knowsClient: true, isKnown: false);
            answer.Status(FlumeStatus.Ok);
            answer.End();
            stream.Write(answer.Bytes.Span);
        }
    }

    /// <summary>Takes one request after the other, of a body whose length is said.</summary>
    private static void Server(LoopbackPeer peer)
    {
        ReadOnlySpan<byte> answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8;
        ReadOnlySpan<byte> length = "Content-Length: "u8;
        using Stream stream = peer.OpenStream();
        var head = new byte[4096];
        for (int count; (count = stream.Read(head)) > 0; stream.Write(answer))
        {
            int end;
            while ((end = head.AsSpan(0, count).IndexOf("\r\n\r\n"u8)) < 0)
                count += stream.ReadAtLeast(head.AsSpan(count), 1);
            Span<byte> lines = head.AsSpan(0, end + 2);
            if (!Utf8Parser.TryParse(lines[(lines.IndexOf(length) + length.Length)..], out int left, out _))
                throw new InvalidOperationException("a request does not say how long it is");
            for (left -= count - end - 4; left > 0;)
                left -= stream.ReadAtLeast(head.AsSpan(0, Math.Min(left, head.Length)), 1);
        }
    }
}
