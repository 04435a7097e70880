using System.Net;
using HotStream.Http;

namespace HotStream;

/// <summary>Records that are posted to us over HTTP.</summary>
public static class HttpListenerExtensions
{
    /// <summary>
    /// Listens for records that are posted, to any path. What a body holds is said by its type: <c>text/plain</c> lines,
    /// <c>application/x-ndjson</c> lines of JSON, <c>application/json</c> one document or an array of them, each element a record; a path
    /// that ends in <c>/_bulk</c> an action and a document in turn, as for Elasticsearch. Bodies may be compressed by gzip.
    /// <para>The answer is 200 when all records are durable, as <see cref="HttpListenerOptions.Acknowledge"/> says: at least once, since a
    /// sender that gets no answer sends again. Of a body with a bad record nothing is taken: the answer is 400 and names them; a bulk
    /// request is answered item by item. When the engine is full, requests that are there wait, others are answered by 429.</para>
    /// Requests are stored one after the other, in the order they were received whole.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">TCP port; 0 takes a free one, which <see cref="HttpListenerOptions.OnListening"/> gets.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let everybody in from the network, or ask for certificates without TLS.</exception>
    public static DStream<Utf8Slice> HttpListener(this StreamingContext context, int port, HttpListenerOptions? options = null) =>
        context.ReceiverStream(Listen<Utf8Slice, HttpPayloadForm>(context, port, options));

    /// <summary>As <see cref="HttpListener"/>, with the path or index that a record was posted to, and its id.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="port">TCP port; 0 takes a free one, which <see cref="HttpListenerOptions.OnListening"/> gets.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such port.</exception>
    /// <exception cref="ArgumentException">The options let everybody in from the network, or ask for certificates without TLS.</exception>
    public static DStream<HttpRecord> HttpRecordListener(this StreamingContext context, int port, HttpListenerOptions? options = null) =>
        context.ReceiverStream(Listen<HttpRecord, HttpRecordForm>(context, port, options));

    private static HttpListenReceiver<T, TRecord> Listen<T, TRecord>(StreamingContext context, int port, HttpListenerOptions? options)
        where TRecord : struct, IHttpRecord<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        options ??= new HttpListenerOptions();
        HttpEntry.Check(options);
        return new HttpListenReceiver<T, TRecord>(port, options);
    }
}
