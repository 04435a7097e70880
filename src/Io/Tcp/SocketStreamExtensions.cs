using System.Net;
using System.Net.Sockets;
using HotStream.Io;

namespace HotStream;

/// <summary>Lines and records from sockets.</summary>
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
        return context.SocketTextStream(new DnsEndPoint(host, port));
    }

    /// <summary>
    /// As <see cref="SocketTextStream(StreamingContext, string, int)"/>, from any address, plain or TLS. A server whose certificate is not
    /// good, or of another name, is left, and that is said.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server">A name and a port (<see cref="DnsEndPoint"/>), an address (<see cref="IPEndPoint"/>), or the path of a Unix
    /// domain socket (<see cref="UnixDomainSocketEndPoint"/>).</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">No connection can be made to it, or TLS could not check whose certificate it is.</exception>
    public static DStream<Utf8Slice> SocketTextStream(this StreamingContext context, EndPoint server, SocketStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new SocketStreamOptions();
        return context.ReceiverStream(new SocketTextReceiver(SocketLink.Check(server, options), options));
    }

    /// <summary>
    /// Spark's <c>socketStream</c>: records that a function makes of the bytes that a TCP server sends. The function gets the bytes as a
    /// stream whose reads wait, and gives records one after the other; when it ends or throws, or the server ends the connection, the
    /// server is connected to again. Records are stored as objects; <see cref="SocketSlabStream"/> makes none. At most once.
    /// </summary>
    /// <typeparam name="T">Records; must not hold slices.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">Its port, 1 to 65535.</param>
    /// <param name="convert">The function; called once a connection, on the receiver's thread.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    public static DStream<T> SocketStream<T>(this StreamingContext context, string host, int port, Func<Stream, IEnumerable<T>> convert)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return context.SocketStream(new DnsEndPoint(host, port), convert);
    }

    /// <summary>As the other, from any address, plain or TLS.</summary>
    /// <typeparam name="T">Records; must not hold slices.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server">A name and a port, an address, or the path of a Unix domain socket.</param>
    /// <param name="convert">The function; called once a connection, on the receiver's thread.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">No connection can be made to it, or TLS could not check whose certificate it is.</exception>
    public static DStream<T> SocketStream<T>(this StreamingContext context, EndPoint server, Func<Stream, IEnumerable<T>> convert,
        SocketStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(convert);
        options ??= new SocketStreamOptions();
        return context.ReceiverStream(new SocketObjectReceiver<T>(SocketLink.Check(server, options), convert, options));
    }

    /// <summary>
    /// Records that a converter finds in the bytes a server sends, in place: nothing is copied or allocated for a record. Rules of
    /// connections as for <see cref="SocketTextStream(StreamingContext, EndPoint, SocketStreamOptions?)"/>. A record that the end of a
    /// connection cuts off becomes a dead letter.
    /// </summary>
    /// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="server">A name and a port, an address, or the path of a Unix domain socket.</param>
    /// <param name="convert">The converter.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">No connection can be made to it, or TLS could not check whose certificate it is.</exception>
    public static DStream<T> SocketSlabStream<T>(this StreamingContext context, EndPoint server, SocketConverter<T> convert,
        SocketStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(convert);
        options ??= new SocketStreamOptions();
        return context.ReceiverStream(new SocketSlabReceiver<T>(SocketLink.Check(server, options), convert, options));
    }

    /// <summary>
    /// The lines that TCP clients send to us: listens, and takes any number of senders up to a limit. Rules as for
    /// <see cref="SocketTextStream(StreamingContext, string, int)"/>.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. Use <see cref="IPAddress.Loopback"/>
    /// unless the network may send.</param>
    /// <param name="connectionsMax">Senders at a time; more are refused.</param>
    /// <param name="onListening">Called with the address once listening. Return soon: the thread that listens calls it.</param>
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

        var options = new SocketListenerOptions { ConnectionsMax = connectionsMax, LineTimeout = timeout };
        if (onListening is not null)
        {
            options.OnListening = listening => onListening((IPEndPoint)listening);
        }

        return context.SocketTextListener((EndPoint)endPoint, options);
    }

    /// <summary>
    /// As the other, at any address, plain or TLS. The file of a Unix domain socket is made, and one that nobody listens at any more, left
    /// by a process that was killed, is replaced; who may connect says its directory.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="endPoint">Where to listen: an address and a port, 0 for a free one, or the path of a Unix domain socket.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Nobody can listen there, or certificates are asked for without TLS.</exception>
    public static DStream<Utf8Slice> SocketTextListener(this StreamingContext context, EndPoint endPoint, SocketListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new ArgumentException("A listener has an IPEndPoint or a UnixDomainSocketEndPoint.", nameof(endPoint));
        }

        return options.ClientCertificate == ClientCertificate.None || options.Tls is not null
            ? context.ReceiverStream(new SocketListenReceiver(endPoint, options))
            : throw new ArgumentException(
                "SocketListenerOptions.ClientCertificate asks senders for certificates, which only TLS can: set SocketListenerOptions.Tls.",
                nameof(options));
    }
}
