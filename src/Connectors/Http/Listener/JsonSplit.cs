using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Http;

/// <summary>JSON documents of a body: one, or an array whose elements are the records, in place and as they stand.</summary>
internal static class JsonSplit
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <param name="posted">The body, and where its documents go.</param>
    /// <param name="recordBytesMax">Bytes that a document may have.</param>
    /// <returns>Why it is no JSON, or null.</returns>
    public static string? Split(HttpPosted posted, int recordBytesMax)
    {
        int start = posted.Body.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        ReadOnlySpan<byte> body = posted.Body[start..];
        if (!Utf8.IsValid(body))
        {
            return "The text is not UTF-8.";
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                Take(posted, ref reader, start, recordBytesMax);
            }
            else
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Take(posted, ref reader, start, recordBytesMax);
                }
            }

            reader.Read(); // nothing may follow
            return null;
        }
        catch (JsonException bad)
        {
            return Explain(bad);
        }
    }

    /// <summary>Why some text is no JSON document, or null.</summary>
    public static string? Check(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return "it is not UTF-8";
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                // looked at by the reader
            }

            return null;
        }
        catch (JsonException bad)
        {
            return Explain(bad);
        }
    }

    private static void Take(HttpPosted posted, ref Utf8JsonReader reader, int start, int recordBytesMax)
    {
        int from = (int)reader.TokenStartIndex;
        reader.Skip();
        int length = (int)reader.BytesConsumed - from;
        posted.Add(length <= recordBytesMax ? HttpItem.Record(start + from, length)
            : HttpItem.Bad(start + from, length, LineSplit.TooLong(length, recordBytesMax)));
    }

    private static string Explain(JsonException bad) => PlainText.Of(bad.Message, charactersMax: 200);
}
