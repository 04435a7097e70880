using System.Text.Json;
using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>Whether bytes are JSON: RFC 8259, all of it, in UTF-8.</summary>
internal static class JsonText
{
    /// <summary>What is wrong with a text; null when it is one JSON object.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "The record is not a JSON object.";
            }

            reader.Skip();
            reader.Read(); // throws when anything follows the object
        }
        catch (JsonException problem)
        {
            return $"The record is not JSON: {problem.Message}";
        }

        return Utf8.IsValid(text) ? null : "The record is not JSON: a string in it is not UTF-8.";
    }
}
