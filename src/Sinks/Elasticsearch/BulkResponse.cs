using System.Text;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>
/// Reads the answer to a <c>_bulk</c> request, item by item, in place. A request as a whole succeeds while items of it fail, so each one is
/// looked at; an answer with more or fewer items than were sent is no answer.
/// </summary>
internal static class BulkResponse
{
    private const int NoStatus = 0;
    private const int ReasonCharacters = 1000;

    /// <summary>Sorts the items of an answer.</summary>
    /// <param name="answer">The whole answer.</param>
    /// <param name="from">Number of the first item that was sent.</param>
    /// <param name="to">Number behind the last.</param>
    /// <param name="operation">What was asked for.</param>
    /// <param name="verdicts">Filled.</param>
    /// <exception cref="JsonException">It is not JSON, not an answer to this, or has another number of items.</exception>
    public static void Read(ReadOnlySpan<byte> answer, int from, int to, ElasticsearchOperation operation, Verdicts verdicts)
    {
        verdicts.Clear();
        var reader = new Utf8JsonReader(answer);
        int item = from;
        bool hasItems = false;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (!isItems)
            {
                reader.Skip();
                continue;
            }

            hasItems = true;
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException("The server's answer has 'items' that are no list.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (item == to)
                {
                    throw new JsonException($"The server answered more items than the {to - from} that were sent.");
                }

                ReadItem(ref reader, item++, operation, verdicts);
            }

            Require(ref reader, JsonTokenType.EndArray);
        }

        Require(ref reader, JsonTokenType.EndObject);

        reader.Read(); // throws when anything follows
        if (!hasItems || item != to)
        {
            throw new JsonException($"The server answered {item - from} items for the {to - from} that were sent.");
        }
    }

    private static void ReadItem(ref Utf8JsonReader reader, int item, ElasticsearchOperation operation, Verdicts verdicts)
    {
        Expect(ref reader, JsonTokenType.PropertyName);
        Expect(ref reader, JsonTokenType.StartObject);
        int status = NoStatus;
        string? reason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isStatus = reader.ValueTextEquals("status"u8);
            bool isError = !isStatus && reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isStatus)
            {
                status = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) ? number : NoStatus;
            }
            else if (isError)
            {
                reason = ReadReason(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(ref reader, JsonTokenType.EndObject);
        Judge(item, status, reason, operation, verdicts);
    }

    private static void Judge(int item, int status, string? reason, ElasticsearchOperation operation, Verdicts verdicts)
    {
        if (status == NoStatus)
        {
            throw new JsonException("An item of the server's answer has no status.");
        }

        switch (BulkVerdicts.OfItem(status, reason, operation))
        {
            case Judgement.Taken:
                return;
            case Judgement.Again:
                verdicts.IsThrottled |= status is 429 or 503;
                verdicts.LastReason = $"{status} {reason}";
                verdicts.Again.Add(item);
                return;
            default:
                verdicts.Refused.Add((item,
                    $"The server refused it: {status} {reason ?? "without a reason"}. Correct the document, or the index's mapping."));
                return;
        }
    }

    /// <summary>
    /// Type and reason of the error of a request that failed as a whole; the beginning of the answer when it
    /// is not in Elasticsearch's form.
    /// </summary>
    public static string ErrorOf(ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isError)
                {
                    return ReadReason(ref reader);
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // a proxy's words
        }

        return PlainText.Of(answer, ReasonCharacters);
    }

    /// <summary>Type, reason and first cause of an error, of which servers before 2 give one text.</summary>
    private static string ReadReason(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            string text = reader.TokenType == JsonTokenType.String ? PlainText.Of(TextOf(ref reader), ReasonCharacters) : "";
            reader.Skip();
            return text;
        }

        var reason = new StringBuilder();
        int depth = reader.CurrentDepth;
        while (reader.Read() && (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth > depth))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isWanted = reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("reason"u8);
            bool isCause = reader.ValueTextEquals("caused_by"u8);
            reader.Read();
            if (isWanted && reader.TokenType == JsonTokenType.String)
            {
                reason.Append(reason.Length == 0 ? "" : ": ").Append(TextOf(ref reader));
            }
            else if (!isCause)
            {
                reader.Skip();
            }
        }

        return PlainText.Of(reason.ToString(), ReasonCharacters);
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) // not UTF-8; the server quotes what we sent
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        Require(ref reader, type);
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"The server's answer has {reader.TokenType} where {type} was expected.");
        }
    }
}
