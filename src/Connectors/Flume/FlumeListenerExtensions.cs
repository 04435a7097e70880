using System.Net;
using HotStream.Flume;

namespace HotStream;

/// <summary>Events that agents of Apache Flume send us.</summary>
public static class FlumeListenerExtensions
{
    /// <summary>
    /// Listens for agents of Flume, which send as to an Avro source of Flume: an Avro sink with our address. The bodies of their events.
    /// An agent is answered when its events are durable, as <see cref="FlumeListenerOptions.Acknowledge"/> says, and removes them from its
    /// channel then; it sends again what was not answered: at least once. A request that fails in the midst of a batch that fails is
    /// answered by <c>FAILED</c>. While there is no room answers wait, and so do agents. Events of a connection keep their order.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">TCP port; 0 takes a free one, which <see cref="FlumeListenerOptions.OnListening"/> gets.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let everybody in from the network, or ask for certificates without TLS.</exception>
    public static DStream<Utf8Slice> FlumeListener(this StreamingContext context, int port, FlumeListenerOptions? options = null) =>
        context.ReceiverStream(Listen<Utf8Slice, FlumeBodyForm>(context, port, options));

    /// <summary>As <see cref="FlumeListener"/>, the whole events: body and headers.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">TCP port; 0 takes a free one, which <see cref="FlumeListenerOptions.OnListening"/> gets.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let everybody in from the network, or ask for certificates without TLS.</exception>
    public static DStream<FlumeEvent> FlumeEventListener(this StreamingContext context, int port, FlumeListenerOptions? options = null) =>
        context.ReceiverStream(Listen<FlumeEvent, FlumeEventForm>(context, port, options));

    private static FlumeReceiver<T, TForm> Listen<T, TForm>(StreamingContext context, int port, FlumeListenerOptions? options)
        where TForm : struct, IFlumeForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        options ??= new FlumeListenerOptions();
        options.Check();
        return new FlumeReceiver<T, TForm>(port, options);
    }
}
