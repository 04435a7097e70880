using System.Globalization;

namespace HotStream.Http;

/// <summary>What all readers of server-sent events do alike.</summary>
internal static class EventConnection
{
    private const string EventStream = "text/event-stream";

    /// <returns>The answer; null when the server has no more events, ever.</returns>
    /// <exception cref="HttpStreamException">There are no events; says why.</exception>
    public static async Task<HttpResponseMessage?> OpenAsync(HttpSource source, string? lastEventId, CancellationToken stop)
    {
        HttpResponseMessage? answer = await source.OpenAsync(EventStream, lastEventId, stop).ConfigureAwait(false);
        string? type = answer?.Content.Headers.ContentType?.MediaType;
        if (answer is null || EventStream.Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return answer;
        }

        answer.Dispose();
        throw new HttpStreamException($"{source.Name} sends {PlainText.Of(type ?? "something without a type")} and no {EventStream}: look "
            + "at the address.");
    }

    /// <summary>A connection has ended.</summary>
    public static void Note(HttpSource source, EventParser parser)
    {
        if (parser.Retry is { } retry)
        {
            source.NoteRetry(retry);
        }

        source.NoteEnd();
    }

    public static DeadLetter TooLarge(string name, EventParser parser, HttpStreamOptions options) => new(
        name,
        parser.Id.IsEmpty ? "" : $"event {PlainText.Of(parser.Id)}",
        string.Create(CultureInfo.InvariantCulture, $"an event of {parser.WholeLength} bytes is larger than the maximum of "
            + $"{options.EventBytesMax}; raise HttpStreamOptions.EventBytesMax or correct the sender"),
        parser.WholeLength,
        parser.Data.ToArray());
}
