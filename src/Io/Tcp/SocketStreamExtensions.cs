using System.Net;
using HotStream.Io;

namespace HotStream;

/// <summary>Lines from TCP sockets.</summary>
public static class SocketStreamExtensions
{
    /// <summary>
    /// The lines that a TCP server sends us: connects out to it, and again after <see cref="StreamingOptions.ReceiverRestartDelay"/> when
    /// the connection ends. Lines end at a newline; a carriage return before it is dropped; bytes are passed through whether or not they
    /// are valid UTF-8. Lines longer than <see cref="StreamingOptions.LineLengthMax"/> become dead letters. At-most-once: what is in flight
    /// when the process dies is lost.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port, 1 to 65535.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    public static DStream<Utf8Slice> SocketTextStream(this StreamingContext context, string host, int port)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return context.ReceiverStream(new SocketTextReceiver(host, port));
    }

    /// <summary>
    /// The lines that TCP clients send to us: listens, and takes any number of senders up to a limit. Rules as for
    /// <see cref="SocketTextStream"/>.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. Use <see cref="IPAddress.Loopback"/>
    /// unless the network may send.</param>
    /// <param name="connectionsMax">Senders at a time; more are refused.</param>
    /// <param name="onListening">Called with the address once listening.</param>
    /// <param name="lineTimeout">
    /// How long a sender may leave a line unfinished before it is cut off and what had come of the line becomes a dead letter; null for a
    /// minute, <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No connection is allowed, or no time.</exception>
    public static DStream<Utf8Slice> SocketTextListener(
        this StreamingContext context, IPEndPoint endPoint, int connectionsMax = 256, Action<IPEndPoint>? onListening = null,
        TimeSpan? lineTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(connectionsMax);
        TimeSpan timeout = lineTimeout ?? TimeSpan.FromMinutes(1);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(lineTimeout));
        }

        return context.ReceiverStream(new SocketListenReceiver(endPoint, connectionsMax, timeout, onListening));
    }
}
