using System.Net;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// Takes datagrams, each a record. They are received into memory of its own, since one may be as large as a slab, and copied into slabs.
/// While the engine has no room it does not read: the system keeps what fits into its buffer and drops the rest, which is counted where the
/// system says how much (Linux).
/// </summary>
internal sealed class UdpListenReceiver(IPEndPoint endPoint, UdpListenerOptions options) : SlabReceiver<Utf8Slice>
{
    private const int PollMicroseconds = 100_000;
    private const int LookMilliseconds = 1000;
    private const int LeastBytes = 64;

    private readonly byte[] _datagram = new byte[ushort.MaxValue + 1];
    private SlabWriter<Utf8Slice>? _writer;

    public override string Name => $"udp-listen://{endPoint}";

    protected override void Run()
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        Open(socket);
        var drops = new UdpDrops(socket);
        options.OnListening?.Invoke((IPEndPoint)socket.LocalEndPoint!);
        SlabWriter<Utf8Slice> writer = RenewWriter();
        long look = Environment.TickCount64 + LookMilliseconds;
        while (!IsStopped)
        {
            if (Environment.TickCount64 >= look)
            {
                ReportDrops(drops);
                look = Environment.TickCount64 + LookMilliseconds;
            }

            if (socket.Available == 0)
            {
                writer.Publish();
                if (!socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    writer.Rest();
                    continue;
                }
            }

            Take(socket, writer);
        }

        for (long left = socket.ReceiveBufferSize; left > 0 && socket.Available > 0; left -= Take(socket, writer))
        {
            // what the system has received for us
        }

        writer.Publish();
        ReportDrops(drops);
    }

    protected override void OnClosed() => _writer?.Dispose();

    private int Take(Socket socket, SlabWriter<Utf8Slice> writer)
    {
        int count;
        try
        {
            count = socket.Receive(_datagram);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0; // Windows says so when an answer of ours could not be delivered: there are none
        }

        Span<byte> room = writer.GetBuffer(Math.Max(count, LeastBytes));
        _datagram.AsSpan(0, count).CopyTo(room);
        writer.Advance(count);
        writer.Add(writer.Slice(0, count));
        writer.Consume(count);
        ReportProgress();
        return Math.Max(1, count);
    }

    private void Open(Socket socket)
    {
        socket.ReceiveBufferSize = options.ReceiveBufferBytes;
        if (socket.ReceiveBufferSize < options.ReceiveBufferBytes)
        {
            ReportError($"the system gives {Name} a buffer of {socket.ReceiveBufferSize} bytes, not {options.ReceiveBufferBytes}: what it "
                + "cannot keep between two reads is dropped; raise net.core.rmem_max, or ask for less (ReceiveBufferBytes)");
        }

        if (options.MulticastGroup is not { } group)
        {
            socket.Bind(endPoint);
            return;
        }

        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true); // other programs of this machine listen too
        socket.Bind(endPoint);
        if (group.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership,
                new IPv6MulticastOption(group, options.MulticastInterface?.ScopeId ?? 0));
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership,
                new MulticastOption(group, options.MulticastInterface ?? IPAddress.Any));
        }
    }

    private void ReportDrops(UdpDrops drops)
    {
        if (drops.Next() is var more and > 0)
        {
            ReportDropped(more);
            ReportError($"the system dropped {more} datagrams of {Name}, for which its buffer had no room: raise ReceiveBufferBytes of "
                + "UdpListenerOptions, or let senders slow down");
        }
    }

    /// <summary>The way into the engine; a new one when a batch failed.</summary>
    private SlabWriter<Utf8Slice> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed);
        }

        return _writer ??= CreateWriter();
    }
}
