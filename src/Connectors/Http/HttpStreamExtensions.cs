using HotStream.Http;

namespace HotStream;

/// <summary>Streams that a server of HTTP sends to whoever asks.</summary>
public static class HttpStreamExtensions
{
    /// <summary>
    /// The lines of an answer that does not end. Connects again when it ends, with growing, slightly random delays from
    /// <see cref="StreamingOptions.ReceiverRestartDelay"/> on, and not before the server's <c>Retry-After</c>. Lines as for
    /// <see cref="SocketStreamExtensions.SocketTextStream(StreamingContext, string, int)"/>; one that a broken connection cuts off becomes
    /// a dead letter. At most once: what the server sends while nobody is connected is lost, unless it says otherwise.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>http://</c> or <c>https://</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or has a password in it.</exception>
    public static DStream<Utf8Slice> HttpTextStream(this StreamingContext context, Uri address, HttpStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.ReceiverStream(new HttpTextReceiver(Open(address, options ?? new HttpStreamOptions())));
    }

    /// <summary>
    /// Server-sent events. When a connection ends, the next one asks the server to go on behind the last event that has an id
    /// (<c>Last-Event-ID</c>), no sooner than the server's <c>retry:</c> or <c>Retry-After</c> says: nothing is missing and nothing comes
    /// twice while the process lives, if events have ids and the server keeps them. What the process had not stored in a write-ahead log
    /// when it dies is lost; <see cref="HttpEventReplayStream"/> reads it again. 204 ends the stream.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>http://</c> or <c>https://</c>.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or has a password in it.</exception>
    public static DStream<ServerSentEvent> HttpEventStream(this StreamingContext context, Uri address, HttpStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new HttpStreamOptions();
        return context.ReceiverStream(new EventReceiver(Open(address, options), options));
    }

    /// <summary>
    /// Server-sent events of a server that gives every event an id and, asked by <c>Last-Event-ID</c>, sends again what came behind one.
    /// The last id is in the checkpoint and in the log of batches: after a crash a batch has the events it had, and the next one goes on
    /// behind them, so each event is in the state exactly once, as long as the server keeps it. An event it has not any more is reported;
    /// one without an id becomes a dead letter.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>http://</c> or <c>https://</c>.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or has a password in it.</exception>
    public static InputDStream<ServerSentEvent> HttpEventReplayStream(this StreamingContext context, Uri address,
        HttpReplayOptions? options = null) => Replay<ServerSentEvent, EventForm>(context, address, options);

    /// <summary>As <see cref="HttpEventReplayStream"/>, of each event its data alone.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>http://</c> or <c>https://</c>.</param>
    /// <param name="options">How, and where to begin; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or has a password in it.</exception>
    public static InputDStream<Utf8Slice> HttpEventDataReplayStream(this StreamingContext context, Uri address,
        HttpReplayOptions? options = null) => Replay<Utf8Slice, EventDataForm>(context, address, options);

    /// <summary>
    /// The messages of a web socket, text or bytes, each whole. Connects again when it is closed, as <see cref="HttpTextStream"/> does, and
    /// sends <see cref="WebSocketStreamOptions.Greetings"/> each time. A message that the end of a connection cuts off becomes a dead
    /// letter. At most once: what the server sends while nobody is connected is lost.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>ws://</c> or <c>wss://</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or has a password in it.</exception>
    public static DStream<Utf8Slice> WebSocketStream(this StreamingContext context, Uri address, WebSocketStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new WebSocketStreamOptions();
        return context.ReceiverStream(new WebSocketReceiver(new HttpSource(HttpSource.Check(address, "ws", "wss"), options), options));
    }

    private static EventReplayInput<T, TForm> Replay<T, TForm>(StreamingContext context, Uri address, HttpReplayOptions? options)
        where TForm : struct, IEventForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        options ??= new HttpReplayOptions();
        return new EventReplayInput<T, TForm>(context, Open(address, options), options);
    }

    private static HttpSource Open(Uri address, HttpConnectOptions options) =>
        new(HttpSource.Check(address, Uri.UriSchemeHttp, Uri.UriSchemeHttps), options);
}
