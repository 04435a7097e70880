using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace HotStream.Flume;

/// <summary>A connection to an agent's Avro source: TCP, TLS and compression. One call at a time.</summary>
internal sealed class FlumeAgentLink : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _under;
    private readonly Stream _input;
    private readonly Stream _output;

    private FlumeAgentLink(Socket socket, Stream under, bool deflate)
    {
        (_socket, _under) = (socket, under);
        _input = deflate ? new ZLibStream(under, CompressionMode.Decompress, leaveOpen: true) : under;
        _output = deflate ? new ZLibStream(under, CompressionLevel.Fastest, leaveOpen: true) : under;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">It is not the agent that is trusted.</exception>
    public static async Task<FlumeAgentLink> OpenAsync(DnsEndPoint agent, FlumeSinkOptions options, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? under = null;
        try
        {
            ReceiverSockets.EnableKeepAlive(socket);
            await socket.ConnectAsync(agent, stop).ConfigureAwait(false);
            under = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls is { } secure)
            {
                var tls = new SslStream(under);
                under = tls;
                await tls.AuthenticateAsClientAsync(ReceiverTls.Client(secure, agent.Host), stop).ConfigureAwait(false);
            }

            return new FlumeAgentLink(socket, under, options.Deflate);
        }
        catch
        {
            if (under is not null)
            {
                await under.DisposeAsync().ConfigureAwait(false);
            }

            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ExchangeAsync(ReadOnlyMemory<byte> request, FlumeFrame answer, CancellationToken stop)
    {
        await _output.WriteAsync(request, stop).ConfigureAwait(false);
        await _output.FlushAsync(stop).ConfigureAwait(false);
        await answer.ReadAsync(_input, stop).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _under.Dispose(); // of a compressed stream nothing is left to be sent: each request was flushed
        _socket.Dispose();
    }
}
