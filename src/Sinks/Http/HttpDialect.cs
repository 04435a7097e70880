using System.Net;
using System.Net.Http.Headers;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// What a server that takes records over HTTP does in its own way: for a sink of yours that derives from <see cref="HttpDialectSink{T}"/>.
/// The sink encodes records, fills requests, sends them again and looks for refused records; a dialect says where they go and what answers
/// mean. Immutable; methods are called by the writers of several partitions at once.
/// </summary>
public abstract class HttpDialect
{
    /// <summary>Refuses options that cannot be.</summary>
    /// <param name="options">How requests are sent.</param>
    /// <param name="requestRecords">Most records in a request.</param>
    /// <param name="otherCredentials">
    /// How a way of the dialect's own to say who one is is called, if it is used; null if it is not.
    /// </param>
    /// <param name="cutsAlike">
    /// Whether the same records are to be cut into the same requests whenever they come, so that a request is sent when it is full or its
    /// batch ends, and not for its age.
    /// </param>
    /// <exception cref="ArgumentException">An option cannot be; the message says which.</exception>
    protected HttpDialect(HttpSinkOptions options, int requestRecords, string? otherCredentials = null, bool cutsAlike = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(requestRecords, 1, nameof(requestRecords));
        HttpSinkSockets.Check(options, otherCredentials);
        Options = options;
        Limits = RequestLimits.Of(options, requestRecords);
        Limits.Check();
        Limits = cutsAlike ? Limits with { Age = TimeSpan.MaxValue } : Limits;
    }

    /// <summary>The sink's name in messages: kind and place, without secrets.</summary>
    protected internal abstract string Name { get; }

    /// <summary>What a body is.</summary>
    protected internal abstract MediaTypeHeaderValue ContentType { get; }

    /// <summary>Who the sink says it is; null for what the options say.</summary>
    protected internal virtual AuthenticationHeaderValue? Credentials => null;

    internal HttpSinkOptions Options { get; }

    internal RequestLimits Limits { get; }

    /// <summary>What stands behind a record.</summary>
    internal virtual byte Terminator => (byte)'\n';

    /// <summary>Where a request goes.</summary>
    /// <param name="part">Which records it has.</param>
    protected internal abstract Uri AddressOf(in HttpRequestPart part);

    /// <summary>
    /// Looks at an encoded record, whose bytes it may change, and says why it cannot be sent; null when it can. A line end follows it: by
    /// default those within it become blanks, and an empty record is refused.
    /// </summary>
    /// <param name="record">The record's bytes.</param>
    protected internal virtual string? Refuse(Span<byte> record)
    {
        JsonLine.Flatten(record);
        return record.TrimStart((byte)' ').IsEmpty ? "The record is empty: filter such records, or map them to JSON." : null;
    }

    /// <summary>What an answer means. The default looks at the status alone.</summary>
    /// <param name="status">The status.</param>
    /// <param name="answer">The beginning of the body; empty where the status is one of success.</param>
    protected internal virtual HttpVerdict Judge(HttpStatusCode status, string answer) => HttpStatuses.Judge(status) switch
    {
        Judgement.Taken => HttpVerdict.Taken,
        Judgement.Again => HttpVerdict.Again,
        Judgement.Split => HttpVerdict.Record,
        _ => HttpVerdict.Fail,
    };

    /// <summary>What to do about a refusal that makes batches fail, as sentences.</summary>
    /// <param name="status">The status.</param>
    /// <param name="answer">The beginning of the body.</param>
    protected internal virtual string RemedyOf(HttpStatusCode status, string answer) => "The server's reason says what to change.";

    /// <summary>Sets headers of a request.</summary>
    /// <param name="request">The request, whole.</param>
    internal virtual void AddHeaders(HttpRequestMessage request)
    {
    }

    /// <summary>The body of a request.</summary>
    internal virtual HttpContent ContentOf(ReadOnlyMemory<byte> records) => new BodyContent(records, ContentType, Options.Gzip);
}
