using System.Net;
using System.Net.Sockets;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.ZeroMq;

/// <summary>Peers that hang, lie or speak something else, byte by byte.</summary>
public sealed class ZeroMqPeerTests
{
    private readonly LogCapture _log = new();

    /// <summary>Greeting of ZMTP 3.1 with NULL, then READY of a PUSH socket.</summary>
    private static readonly byte[] s_greeting =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1, .. "NULL"u8, .. new byte[16], 0, .. new byte[31]];

    private static readonly byte[] s_ready = [4, 26, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 4, .. "PUSH"u8];

    [Theory]
    [InlineData("", "did not greet in time (HandshakeTimeout)")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "is no greeting of ZMTP")]
    [InlineData("old", "it speaks ZMTP 2.0, which is not built")]
    [InlineData("command", "sends what is no ZMTP: a frame has the flags 0x40")]
    [InlineData("frame", "a frame of 4611686018427387904 bytes is announced")]
    [InlineData("silent", "answers no PING")]
    public void A_peer_that_is_none_is_left_and_that_is_said(string sends, string expected)
    {
        IPEndPoint? place = null;
        using var run = new ConnectorRun(context => context.ZeroMqPullStream("tcp://127.0.0.1:0", new ZeroMqPullOptions
        {
            Bind = true,
            OnListening = listening => place = listening,
            HandshakeTimeout = TimeSpan.FromMilliseconds(sends.Length == 0 ? 300 : 100_000),
            HeartbeatInterval = TimeSpan.FromMilliseconds(sends == "silent" ? 50 : 0),
        }), with: options => options.LoggerFactory = _log);
        Engine.WaitFor(() => place is not null, "it listens");
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(place!);
        byte[] bytes = sends switch
        {
            "old" => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 0],
            "command" => [.. s_greeting, .. s_ready, 0x40],
            "frame" => [.. s_greeting, .. s_ready, 2, 0x40, 0, 0, 0, 0, 0, 0, 0],
            "silent" => [.. s_greeting, .. s_ready],
            _ => System.Text.Encoding.ASCII.GetBytes(sends),
        };
        peer.Send(bytes);
        Engine.WaitFor(() => _log.Entries.Any(entry => entry.Message.Contains(expected, StringComparison.Ordinal)), "it was said");
        peer.ReceiveTimeout = (int)Engine.Patience.TotalMilliseconds;
        Assert.Equal(0, ReadToEnd(peer));
    }

    [Fact]
    public void A_PING_is_answered_also_in_the_midst_of_a_message()
    {
        IPEndPoint? place = null;
        using var run = new ConnectorRun(context => context.ZeroMqPullStream("tcp://127.0.0.1:0",
            new ZeroMqPullOptions { Bind = true, OnListening = listening => place = listening }));
        Engine.WaitFor(() => place is not null, "it listens");
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(place!);
        peer.ReceiveTimeout = (int)Engine.Patience.TotalMilliseconds;
        peer.Send([.. s_greeting, .. s_ready, 1, 1, (byte)'t', 4, 9, 4, .. "PING"u8, 0, 10, .. "me"u8, 0, 4, .. "body"u8]);
        byte[] answer = [4, 7, 4, .. "PONG"u8, .. "me"u8];
        byte[] seen = new byte[64 + 28 + answer.Length];
        for (int count = 0; count < seen.Length;)
        {
            count += peer.Receive(seen.AsSpan(count));
        }

        Assert.Equal(answer, seen[^answer.Length..]);
        Assert.Equal(["body"], run.WaitFor(1));
    }

    private static int ReadToEnd(Socket peer)
    {
        byte[] buffer = new byte[256];
        while (true)
        {
            try
            {
                if (peer.Receive(buffer) == 0)
                {
                    return 0;
                }
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
            {
                return 0;
            }
        }
    }
}
