using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>What <c>PutRecords</c> answers: a result for each record, in their order.</summary>
internal static class PutAnswer
{
    /// <summary>The records that were not taken.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="sent">How many were sent.</param>
    /// <exception cref="JsonException">It is no answer to so many records.</exception>
    public static List<PutFailure> Read(ReadOnlySpan<byte> bytes, int sent)
    {
        List<PutFailure> failures = [];
        int results = 0;
        var reader = new Utf8JsonReader(bytes);
        bool isResult = false;
        (string? code, string text) = (null, "");
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    isResult = reader.ValueTextEquals("Records"u8);
                    break;
                case JsonTokenType.StartObject when isResult && reader.CurrentDepth == 2:
                    (code, text) = (null, "");
                    break;
                case JsonTokenType.PropertyName when isResult && reader.CurrentDepth == 3:
                    bool isCode = reader.ValueTextEquals("ErrorCode"u8);
                    bool isText = reader.ValueTextEquals("ErrorMessage"u8);
                    reader.Read();
                    string? value = (isCode || isText) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    code = isCode ? value : code;
                    text = isText ? value ?? "" : text;
                    break;
                case JsonTokenType.EndObject when isResult && reader.CurrentDepth == 2:
                    if (code is not null)
                    {
                        failures.Add(new PutFailure(results, code, text));
                    }

                    results++;
                    break;
                default:
                    break;
            }
        }

        return results == sent ? failures : throw new JsonException($"It has {results} results for {sent} records.");
    }
}
