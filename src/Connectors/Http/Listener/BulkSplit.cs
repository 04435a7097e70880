using System.Text.Json;

namespace HotStream.Http;

/// <summary>
/// A body as Elasticsearch's <c>_bulk</c> takes it: an action line, and the line of its document. A bad document is refused for itself; an
/// action that cannot be read refuses the request, for nobody knows what the next line is.
/// </summary>
internal static class BulkSplit
{
    private const int ActionBytesMax = 64 * 1024;

    /// <param name="posted">The body, and where its documents go.</param>
    /// <param name="recordBytesMax">Bytes that a document may have.</param>
    /// <returns>Why the request cannot be read, or null.</returns>
    public static string? Split(HttpPosted posted, int recordBytesMax)
    {
        int at = 0;
        for (int number = 1; LineSplit.Next(posted.Body, ref at, out HttpRange line); number++)
        {
            if (LineSplit.IsBlank(line.Of(posted.Body)))
            {
                continue;
            }

            if (ReadAction(posted.Body.Slice(line.Start, line.Length), line.Start, out HttpItem item) is { } problem)
            {
                return $"Malformed action/metadata line [{number}]: {problem}.";
            }

            if (item.Action == HttpAction.Delete)
            {
                posted.Add(item with { Error = "a stream cannot delete; send index or create" });
                continue;
            }

            number++;
            if (!LineSplit.Next(posted.Body, ref at, out HttpRange document))
            {
                return $"The document of the action in line {number - 1} is missing.";
            }

            posted.Add(item with { Payload = document, Error = Judge(document.Of(posted.Body), item.Action, recordBytesMax) });
        }

        return null;
    }

    private static string? Judge(ReadOnlySpan<byte> document, HttpAction action, int recordBytesMax) =>
        action == HttpAction.Update ? "a stream cannot update; send index or create"
        : document.Length > recordBytesMax ? LineSplit.TooLong(document.Length, recordBytesMax)
        : JsonSplit.Check(document) is { } problem ? problem
        : document.TrimStart(" \t"u8).StartsWith("{"u8) ? null : "a document is a JSON object";

    /// <returns>What is wrong with it, or null.</returns>
    private static string? ReadAction(Span<byte> line, int start, out HttpItem item)
    {
        item = default;
        if (line.Length > ActionBytesMax)
        {
            return $"an action of more than {ActionBytesMax} bytes";
        }

        if (JsonSplit.Check(line) is { } problem)
        {
            return problem;
        }

        try
        {
            return ReadFields(line, start, out item);
        }
        catch (InvalidOperationException)
        {
            return "a name is no text: half of a surrogate pair";
        }
    }

    /// <exception cref="InvalidOperationException">A name is no text.</exception>
    private static string? ReadFields(Span<byte> line, int start, out HttpItem item)
    {
        item = default;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return "an object with one action is expected";
        }

        HttpAction action = ActionOf(reader);
        if (action == HttpAction.None)
        {
            return "the action is none of index, create, update and delete";
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "an action has an object of its own";
        }

        HttpRange target = default;
        HttpRange id = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isTarget = reader.ValueTextEquals("_index"u8);
            bool isId = reader.ValueTextEquals("_id"u8);
            reader.Read();
            if (isTarget)
            {
                target = TextOf(reader, line, start);
            }
            else if (isId)
            {
                id = TextOf(reader, line, start);
            }

            reader.Skip();
        }

        item = new HttpItem(default, target, id, action, null);
        return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? null : "more than one action in a line";
    }

    private static HttpAction ActionOf(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("index"u8) ? HttpAction.Index
        : reader.ValueTextEquals("create"u8) ? HttpAction.Create
        : reader.ValueTextEquals("update"u8) ? HttpAction.Update
        : reader.ValueTextEquals("delete"u8) ? HttpAction.Delete : HttpAction.None;

    /// <summary>A name as text, where it stands: what is escaped becomes shorter, so it is undone there. A number is its digits.</summary>
    private static HttpRange TextOf(in Utf8JsonReader reader, Span<byte> line, int start)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return default;
        }

        int from = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        int length = reader.ValueSpan.Length;
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            byte[] text = new byte[length];
            length = reader.CopyString(text);
            text.AsSpan(0, length).CopyTo(line[from..]);
        }

        return new HttpRange(start + from, length);
    }
}
