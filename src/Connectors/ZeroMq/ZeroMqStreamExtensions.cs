using HotStream.ZeroMq;

namespace HotStream;

/// <summary>
/// Messages of ZeroMQ: what publishers publish (SUB) and what others push (PULL). ZMTP 3.0 and 3.1, as ZeroMQ 4 speaks it.
/// </summary>
public static class ZeroMqStreamExtensions
{
    /// <summary>
    /// The payloads of the messages that a publisher (PUB, XPUB) sends and we subscribe to: at most once. What is published while no
    /// connection is there is lost. When the connection ends it is made again, with growing, slightly random delays from
    /// <see cref="StreamingOptions.ReceiverRestartDelay"/> on, and subscribes again. Each message is a record; its frames lie in the
    /// buffer they were received in.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a publisher; with <see cref="ZeroMqOptions.Bind"/> an address of ours, to which
    /// publishers connect: <c>tcp://127.0.0.1:PORT</c>, <c>tcp://*:PORT</c> for all addresses of this machine.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<Utf8Slice> ZeroMqSubscribeStream(this StreamingContext context, string address,
        ZeroMqSubscribeOptions? options = null)
    {
        options ??= new ZeroMqSubscribeOptions();
        return Subscribe<Utf8Slice, ZeroMqPayloadForm>(context, address, options, new ZeroMqPayloadForm(options.PayloadFrame));
    }

    /// <summary>As <see cref="ZeroMqSubscribeStream(StreamingContext, string, ZeroMqSubscribeOptions?)"/>, topic and payload.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a publisher, or an address of ours.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<ZeroMqMessage> ZeroMqSubscribeMessageStream(this StreamingContext context, string address,
        ZeroMqSubscribeOptions? options = null)
    {
        options ??= new ZeroMqSubscribeOptions();
        return Subscribe<ZeroMqMessage, ZeroMqMessageForm>(context, address, options,
            new ZeroMqMessageForm(options.TopicFrame, options.PayloadFrame));
    }

    /// <summary>
    /// As <see cref="ZeroMqSubscribeStream(StreamingContext, string, ZeroMqSubscribeOptions?)"/>, records that a function makes of the
    /// frames.
    /// </summary>
    /// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a publisher, or an address of ours.</param>
    /// <param name="convert">The function; where it throws the message becomes a dead letter.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<T> ZeroMqSubscribeStream<T>(this StreamingContext context, string address, ZeroMqConverter<T> convert,
        ZeroMqSubscribeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(convert);
        return Subscribe<T, ZeroMqConvertedForm<T>>(context, address, options ?? new ZeroMqSubscribeOptions(),
            new ZeroMqConvertedForm<T>(convert));
    }

    /// <summary>
    /// The payloads of the messages that others push to us (PUSH): at most once. A peer that is connected gets its share, as it deals
    /// them. While there is no room nothing is read, so that peers wait or push to others. When the connection ends it is made again, as of
    /// <see cref="ZeroMqSubscribeStream(StreamingContext, string, ZeroMqSubscribeOptions?)"/>; what was on its way is lost.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a peer; with <see cref="ZeroMqOptions.Bind"/> an address of ours, to which
    /// peers connect: <c>tcp://127.0.0.1:PORT</c>, <c>tcp://*:PORT</c> for all addresses of this machine.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<Utf8Slice> ZeroMqPullStream(this StreamingContext context, string address, ZeroMqPullOptions? options = null)
    {
        options ??= new ZeroMqPullOptions();
        return Pull<Utf8Slice, ZeroMqPayloadForm>(context, address, options, new ZeroMqPayloadForm(options.PayloadFrame));
    }

    /// <summary>As <see cref="ZeroMqPullStream(StreamingContext, string, ZeroMqPullOptions?)"/>, topic and payload.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a peer, or an address of ours.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<ZeroMqMessage> ZeroMqPullMessageStream(this StreamingContext context, string address,
        ZeroMqPullOptions? options = null)
    {
        options ??= new ZeroMqPullOptions();
        return Pull<ZeroMqMessage, ZeroMqMessageForm>(context, address, options,
            new ZeroMqMessageForm(options.TopicFrame, options.PayloadFrame));
    }

    /// <summary>As <see cref="ZeroMqPullStream(StreamingContext, string, ZeroMqPullOptions?)"/>, records that a function makes of the
    /// frames.</summary>
    /// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="address"><c>tcp://HOST:PORT</c> of a peer, or an address of ours.</param>
    /// <param name="convert">The function; where it throws the message becomes a dead letter.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address cannot be, or there is a password without a user name.</exception>
    public static DStream<T> ZeroMqPullStream<T>(this StreamingContext context, string address, ZeroMqConverter<T> convert,
        ZeroMqPullOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(convert);
        return Pull<T, ZeroMqConvertedForm<T>>(context, address, options ?? new ZeroMqPullOptions(), new ZeroMqConvertedForm<T>(convert));
    }

    private static DStream<T> Subscribe<T, TForm>(StreamingContext context, string address, ZeroMqSubscribeOptions options, TForm form)
        where TForm : struct, IZeroMqForm<T> =>
        Open<T, TForm>(context, address, new ZeroMqReading<TForm>(options, options.RoleOf("SUB", "PUB", "XPUB"), options.Topics, form));

    private static DStream<T> Pull<T, TForm>(StreamingContext context, string address, ZeroMqPullOptions options, TForm form)
        where TForm : struct, IZeroMqForm<T> =>
        Open<T, TForm>(context, address, new ZeroMqReading<TForm>(options, options.RoleOf("PULL", "PUSH"), [], form));

    private static DStream<T> Open<T, TForm>(StreamingContext context, string address, ZeroMqReading<TForm> reading)
        where TForm : struct, IZeroMqForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.ReceiverStream(new ZeroMqReceiver<T, TForm>(ZeroMqAddress.Parse(address, reading.Options.Bind), reading));
    }
}
