using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Flume;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>Handshakes and requests, octet by octet.</summary>
public sealed class FlumeWireTests
{
    private const int Both = 0;
    private const int Client = 1;
    private const int None = 2;

    private readonly LogCapture _log = new();

    [Fact]
    public void A_handshake_is_answered_by_what_each_side_knows()
    {
        using var listening = new FlumeListening();
        byte[] client = [.. Enumerable.Range(1, 16).Select(static i => (byte)i)];
        byte[] nobody = new byte[16];
        using (var first = new Agent(listening.Place))
        {
            Assert.Equal(None, first.Ask(client, null, nobody)); // never heard of it, and no call is answered
            Assert.Equal(Client, first.Ask(client, FlumeProtocol.Text, nobody));
            Assert.Equal(FlumeProtocol.Text, first.ServerProtocol);
            Assert.Equal(FlumeStatus.Ok, WithBatches(listening, () => first.Call("a"))); // without a handshake now
        }

        using (var second = new Agent(listening.Place))
        {
            Assert.Equal(Both, second.Ask(client, null, FlumeProtocol.Hash));
            Assert.Empty(second.ServerProtocol);
        }

        Assert.Equal(["a"], listening.Run.WaitFor(1));
    }

    [Theory]
    [InlineData("{\"protocol\":\"Mail\",\"messages\":{\"send\":{}}}", "it is not Flume's AvroSourceProtocol")]
    [InlineData("{\"protocol\":\"X\",\"types\":[{\"type\":\"record\",\"name\":\"AvroFlumeEvent\",\"fields\":[{\"name\":\"body\",\"type\":"
        + "\"bytes\"}]}],\"messages\":{\"append\":{}}}", "in this order")]
    [InlineData("no text", "is no protocol of Avro")]
    public void A_client_of_another_protocol_is_refused(string protocol, string expected)
    {
        using var listening = new FlumeListening(context: options => options.LoggerFactory = _log);
        using var agent = new Agent(listening.Place);
        Assert.Equal(Client, agent.Ask(new byte[16], Encoding.UTF8.GetBytes(protocol), new byte[16]));
        Assert.Contains(expected, agent.Error, StringComparison.Ordinal);
        Engine.WaitFor(() => Said(expected), "it was said");
    }

    [Theory]
    [InlineData("http", "is compression or TLS on at one side only?")]
    [InlineData("large", "FlumeListenerOptions.RequestBytesMax")]
    [InlineData("no handshake", "begins with no handshake")]
    [InlineData("slow", "it did not finish a request in time")]
    public void What_is_no_request_ends_its_connection_and_is_said(string what, string expected)
    {
        using var listening = new FlumeListening(
            options => options.RequestTimeout = TimeSpan.FromMilliseconds(what == "slow" ? 200 : 100_000),
            context: options => options.LoggerFactory = _log);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listening.Place);
        socket.Send(what switch
        {
            "http" => "POST / HTTP/1.1\r\n\r\n"u8.ToArray(),
            "large" => [0, 0, 0, 1, 0, 0, 0, 1, 0x7F, 0, 0, 0],
            "no handshake" => [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7],
            _ => [0],
        });
        Engine.WaitFor(() => Said(expected), "it was said");
    }

    [Fact]
    public void A_call_that_cannot_be_read_is_refused_and_the_connection_goes_on()
    {
        using var listening = new FlumeListening();
        using var agent = new Agent(listening.Place);
        agent.Ask(new byte[16], FlumeProtocol.Text, new byte[16]);
        Assert.Null(agent.Call("x", message: "delete"));
        Assert.Contains("there is no message delete here", agent.Error, StringComparison.Ordinal);
        Assert.Null(agent.Call("x", more: [1]));
        Assert.Contains("bytes follow the last event", agent.Error, StringComparison.Ordinal);
        Assert.Equal(FlumeStatus.Ok, WithBatches(listening, () => agent.Call("good")));
        Assert.Equal(["good"], listening.Run.WaitFor(1));
    }

    [Fact]
    public void Numbers_are_read_as_they_are_written()
    {
        var written = new ArrayBufferWriter<byte>();
        long[] numbers = [0, -1, 1, 63, 64, -64, -65, 8191, 8192, int.MaxValue, long.MaxValue, long.MinValue];
        Array.ForEach(numbers, number => AvroWriter.Long(written, number));
        var reader = new AvroReader(written.WrittenSpan);
        foreach (long number in numbers)
        {
            Assert.Equal(number, reader.Long());
        }

        Assert.True(reader.IsAtEnd && !reader.HasFailed);
        reader.Long();
        Assert.True(reader.HasFailed);
    }

    [Fact]
    public void The_network_is_let_in_only_when_that_is_said()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Context.FlumeListener(0, new FlumeListenerOptions { Address = IPAddress.Any }));
        engine.Context.FlumeListener(0, new FlumeListenerOptions { Address = IPAddress.Any, AllowAnonymousFromNetwork = true });
        Assert.Throws<ArgumentException>(
            () => engine.Context.FlumeListener(0, new FlumeListenerOptions { ClientCertificate = ClientCertificate.Required }));
    }

    /// <summary>Lets batches fall due until a call is answered.</summary>
    private static FlumeStatus? WithBatches(FlumeListening listening, Func<FlumeStatus?> call)
    {
        Task<FlumeStatus?> calling = Task.Run(call);
        listening.Run.WaitUntil(() => calling.IsCompleted, "it was answered");
        return calling.GetAwaiter().GetResult();
    }

    private bool Said(string words) => _log.Entries.Any(entry => entry.Message.Contains(words, StringComparison.Ordinal));

    /// <summary>An agent that sends what the test says.</summary>
    private sealed class Agent : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
        private int _serial;

        public Agent(IPEndPoint place) => _socket.Connect(place);

        public byte[] ServerProtocol { get; private set; } = [];

        public string Error { get; private set; } = "";

        /// <summary>A handshake with a ping behind it; what it is answered.</summary>
        public int Ask(byte[] client, ReadOnlySpan<byte> protocol, byte[] server)
        {
            var request = new ArrayBufferWriter<byte>();
            request.Write(client);
            AvroWriter.Long(request, protocol.IsEmpty ? 0 : 1);
            if (!protocol.IsEmpty)
            {
                AvroWriter.Bytes(request, protocol);
            }

            request.Write(server);
            AvroWriter.Long(request, 0);
            request.Write("\0\0"u8); // no metadata, no name
            var answer = new AvroReader(Exchange(request.WrittenSpan));
            int match = (int)answer.Long();
            ServerProtocol = answer.Long() == 1 ? answer.Bytes().ToArray() : [];
            if (answer.Long() == 1)
            {
                answer.Fixed(16);
            }

            answer.Long();
            if (match != None)
            {
                Finish(ref answer);
            }

            return match;
        }

        /// <summary>append of one event; null when it was refused.</summary>
        public FlumeStatus? Call(string body, string message = "append", byte[]? more = null)
        {
            var request = new ArrayBufferWriter<byte>();
            AvroWriter.Long(request, 0);
            AvroWriter.Bytes(request, Encoding.UTF8.GetBytes(message));
            AvroWriter.Long(request, 0); // no headers
            AvroWriter.Bytes(request, Encoding.UTF8.GetBytes(body));
            request.Write(more.AsSpan());
            var answer = new AvroReader(Exchange(request.WrittenSpan));
            return Finish(ref answer) ? (FlumeStatus)answer.Long() : null;
        }

        public void Dispose() => _socket.Dispose();

        private bool Finish(ref AvroReader answer)
        {
            answer.SkipMap();
            bool isError = answer.Fixed(1)[0] == 1;
            Error = isError && answer.Long() == 0 ? Encoding.UTF8.GetString(answer.Bytes()) : "";
            return !isError;
        }

        private byte[] Exchange(ReadOnlySpan<byte> request)
        {
            // in two pieces, as Netty's transport may
            int half = request.Length / 2;
            byte[] head = new byte[12];
            BinaryPrimitives.WriteInt32BigEndian(head, ++_serial);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), 2);
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), half);
            byte[] second = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(second, request.Length - half);
            _socket.Send([.. head, .. request[..half], .. second, .. request[half..]]);
            using var stream = new NetworkStream(_socket);
            stream.ReadExactly(head);
            Assert.Equal(_serial, BinaryPrimitives.ReadInt32BigEndian(head));
            byte[] answer = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8))];
            stream.ReadExactly(answer);
            return answer;
        }
    }
}
