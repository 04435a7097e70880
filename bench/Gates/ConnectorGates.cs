using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HotStream.Flume;
using HotStream.Kinesis;
using HotStream.ZeroMq;

namespace HotStream.Bench;

/// <summary>Bytes allocated a record by connectors whose way of a record is ours; their peers are sockets of this process.</summary>
internal static class ConnectorGates
{
    private const int Records = 100_000;
    private const int ChunkRecords = 1000;
    private const int Datagrams = 20_000;
    private const int DatagramsAtOnce = 200; // fit into a small buffer of the system
    private const int Answers = 100;
    private const int PartsOfAggregate = 50;

    public static IReadOnlyList<(string Name, Func<(long Records, long Bytes)> Measure)> All =>
    [
        ("zeromq-pull", ZeroMqPull),
        ("flume-listener", FlumeListener),
        ("http-lines", () => HttpStream("text/plain", Repeat(static text => $"{text}\n"),
            static (context, address) => context.HttpTextStream(address))),
        ("http-events", () => HttpStream("text/event-stream", Repeat(static text => $"data: {text}\n\n"),
            static (context, address) => context.HttpEventStream(address).Map(static item => item.Data))),
        ("web-socket", WebSocket),
        ("http-listener", HttpListener),
        ("udp-listener", UdpListener),
        ("kinesis-records", () => Kinesis(Enumerable.Range(0, ChunkRecords).Select(static i => Encoding.ASCII.GetBytes(Text(i))),
            ChunkRecords)),
        ("kinesis-aggregates", () => Kinesis(Enumerable.Range(0, ChunkRecords / PartsOfAggregate).Select(Aggregate), ChunkRecords)),
    ];

    private static string Text(int number) => $"reading {number} of a machine in the plant";

    private static byte[] Repeat(Func<string, string> form) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, ChunkRecords).Select(i => form(Text(i)))));

    private static (long Records, long Bytes) ZeroMqPull()
    {
        var chunk = new ArrayBufferWriter<byte>();
        for (var i = 0; i < ChunkRecords; i++)
            ZmtpWriter.Frame(chunk, Encoding.ASCII.GetBytes(Text(i)));
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopbackPeer? peer = null;
        try
        {
            return StreamGate.Measure(
                Records,
                context => context.ZeroMqPullStream("tcp://127.0.0.1:0",
                    new ZeroMqPullOptions { Bind = true, OnListening = place => listening.SetResult(place.Port) }),
                () =>
                {
                    peer = LoopbackPeer.Connect(listening.Task.Result);
                    peer.Greet(new ZmtpRole("PUSH", ["PULL"], null, null, false));
                },
                _ => SendChunks(peer!, chunk.WrittenSpan));
        }
        finally
        {
            peer?.Dispose();
        }
    }

    /// <summary>One request a batch, since it is answered when its batch is done.</summary>
    private static (long Records, long Bytes) FlumeListener()
    {
        var request = new FlumeRequest();
        request.Begin(1, null, "appendBatch"u8);
        AvroWriter.Long(request.Output, Records);
        for (var i = 0; i < Records; i++)
        {
            AvroWriter.Long(request.Output, 0); // no headers
            AvroWriter.Bytes(request.Output, Encoding.ASCII.GetBytes(Text(i % ChunkRecords)));
        }

        AvroWriter.Long(request.Output, 0);
        request.End();
        var ping = new FlumeRequest();
        ping.Begin(0, FlumeProtocol.Agent, ""u8);
        ping.End();
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopbackPeer? peer = null;
        try
        {
            return StreamGate.Measure(
                Records,
                context => context.FlumeListener(0, new FlumeListenerOptions { OnListening = place => listening.SetResult(place.Port) }),
                () =>
                {
                    peer = LoopbackPeer.Connect(listening.Task.Result);
                    peer.Send(ping.Bytes.Span);
                    peer.Receive();
                },
                _ => peer!.Send(request.Bytes.Span),
                () => peer!.Receive());
        }
        finally
        {
            peer?.Dispose();
        }
    }

    private static (long Records, long Bytes) HttpStream(string type, byte[] chunk,
        Func<StreamingContext, Uri, DStream<Utf8Slice>> open)
    {
        using LoopbackPeer peer = LoopbackPeer.Listen();
        return StreamGate.Measure(
            Records,
            context => open(context, new Uri($"http://127.0.0.1:{peer.Port}/")),
            () =>
            {
                peer.Accept();
                peer.ReceiveHead();
                peer.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n"));
            },
            _ => SendChunks(peer, chunk));
    }

    private static (long Records, long Bytes) WebSocket()
    {
        const byte WholeText = 0x81;
        byte[] chunk = [.. Enumerable.Range(0, ChunkRecords).SelectMany(static i =>
            Encoding.ASCII.GetBytes(Text(i)) is var text ? (byte[])[WholeText, (byte)text.Length, .. text] : [])];
        using LoopbackPeer peer = LoopbackPeer.Listen();
        return StreamGate.Measure(
            Records,
            context => context.WebSocketStream(new Uri($"ws://127.0.0.1:{peer.Port}/")),
            () =>
            {
                peer.Accept();
                string head = peer.ReceiveHead();
                const string Name = "Sec-WebSocket-Key: ";
                int at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
                string key = head[at..head.IndexOf('\r', at)];
#pragma warning disable CA5350 // the protocol's
                string accept = Convert.ToBase64String(SHA1.HashData(
                    Encoding.ASCII.GetBytes($"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
                peer.Send(Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {accept}\r\n\r\n"));
            },
            _ => SendChunks(peer, chunk));
    }

    /// <summary>One request a batch.</summary>
    private static (long Records, long Bytes) HttpListener()
    {
        byte[] chunk = Repeat(static text => $"{text}\n");
        byte[] head = Encoding.ASCII.GetBytes("POST /lines HTTP/1.1\r\nHost: gate\r\nContent-Type: text/plain\r\n"
            + $"Content-Length: {chunk.Length * (Records / ChunkRecords)}\r\n\r\n");
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopbackPeer? peer = null;
        try
        {
            return StreamGate.Measure(
                Records,
                context => context.HttpListener(0, new HttpListenerOptions { OnListening = place => listening.SetResult(place.Port) }),
                () => peer = LoopbackPeer.Connect(listening.Task.Result),
                _ =>
                {
                    peer!.Send(head);
                    SendChunks(peer, chunk);
                },
                () => peer!.Receive());
        }
        finally
        {
            peer?.Dispose();
        }
    }

    private static (long Records, long Bytes) UdpListener()
    {
        byte[] text = Encoding.ASCII.GetBytes(Text(0));
        var listening = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        return StreamGate.Measure(
            Datagrams,
            context => context.UdpListener(new IPEndPoint(IPAddress.Loopback, 0),
                new UdpListenerOptions { ReceiveBufferBytes = 200_000, OnListening = listening.SetResult }),
            () => socket.Connect(listening.Task.Result),
            gate =>
            {
                long arrived = gate.Arrived;
                for (var sent = 1; sent <= Datagrams; sent++)
                {
                    socket.Send(text);
                    if (sent % DatagramsAtOnce == 0)
                        gate.Await(arrived + sent);
                }
            });
    }

    /// <summary>Answers of a shard are read, each from a copy, since data is decoded where it stands.</summary>
    private static (long Records, long Bytes) Kinesis(IEnumerable<byte[]> records, int expected)
    {
        string all = string.Join(',', records.Select(static (data, i) => "{\"ApproximateArrivalTimestamp\":1764400000.5,\"Data\":\""
            + $"{Convert.ToBase64String(data)}\",\"PartitionKey\":\"machine-{i % 100}\",\"SequenceNumber\":\"4964{i:D20}\"}}"));
        byte[] answer = Encoding.ASCII.GetBytes($"{{\"MillisBehindLatest\":0,\"NextShardIterator\":null,\"Records\":[{all}]}}");
        byte[] copy = new byte[answer.Length];
        long before = 0;
        for (var round = 0; round < 2 * Answers; round++)
        {
            if (round == Answers)
                before = GC.GetAllocatedBytesForCurrentThread();
            answer.CopyTo(copy, 0);
            List<KinesisEntry> entries = KinesisLists.Rent();
            RecordsReader.Read(copy, entries);
            if (entries.Count != expected)
                throw new InvalidOperationException($"{entries.Count} records were read");
            new KinesisBlock([], entries, null, 0, default).LetGo();
        }

        return ((long)Answers * expected, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Records in the form of Amazon's producer library: see AggregateReader.</summary>
    private static byte[] Aggregate(int number)
    {
        var message = new ArrayBufferWriter<byte>();
        Field(message, 1, Encoding.ASCII.GetBytes($"machine-{number}"));
        for (var part = 0; part < PartsOfAggregate; part++)
        {
            var record = new ArrayBufferWriter<byte>();
            record.Write<byte>([1 << 3, 0]); // the first key
            Field(record, 3, Encoding.ASCII.GetBytes(Text(part)));
            Field(message, 3, record.WrittenSpan);
        }

#pragma warning disable CA5351 // the format's checksum
        return [0xF3, 0x89, 0x9A, 0xC2, .. message.WrittenSpan, .. MD5.HashData(message.WrittenSpan)];
#pragma warning restore CA5351
    }

    private static void Field(ArrayBufferWriter<byte> output, int field, ReadOnlySpan<byte> bytes)
    {
        output.Write<byte>([(byte)(field << 3 | 2), (byte)bytes.Length]); // below 128 bytes
        output.Write(bytes);
    }

    private static void SendChunks(LoopbackPeer peer, ReadOnlySpan<byte> chunk)
    {
        for (var i = 0; i < Records / ChunkRecords; i++)
            peer.Send(chunk);
    }
}
