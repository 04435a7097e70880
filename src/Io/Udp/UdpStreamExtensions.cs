using System.Net;
using HotStream.Io;

namespace HotStream;

/// <summary>Datagrams.</summary>
public static class UdpStreamExtensions
{
    /// <summary>
    /// Datagrams that are sent to us, each a record: any bytes, none is cut. At most once, and less than that: who sends is not held back,
    /// and what the system has no room for while we do not read is dropped. On Linux that is counted in
    /// <c>hotstream.records.dropped</c> and said.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. Use <see cref="IPAddress.Loopback"/> unless the network may send:
    /// nobody is asked who he is.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static DStream<Utf8Slice> UdpListener(this StreamingContext context, IPEndPoint endPoint, UdpListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(endPoint);
        return context.ReceiverStream(new UdpListenReceiver(endPoint, options ?? new UdpListenerOptions()));
    }
}
