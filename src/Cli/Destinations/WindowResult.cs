using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>One key's messages in one window.</summary>
/// <param name="End">When the window ended.</param>
/// <param name="Key">The key.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Sum">What their field adds up to; 0 when none is asked for.</param>
internal readonly record struct WindowResult(DateTimeOffset End, Utf8Slice Key, long Count, double Sum)
{
    /// <summary>The same for the same window and key, whoever computes it: what makes a result that comes again replace itself.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Key}@{End.ToUnixTimeMilliseconds()}");

    /// <summary>Writes results as JSON.</summary>
    public static RecordEncoder<WindowResult> Encoder(WindowQuestion question) =>
        RecordEncoders.Json<WindowResult>((json, result) => result.Write(json, question));

    public void Write(Utf8JsonWriter json, WindowQuestion question)
    {
        json.WriteStartObject();
        json.WriteString("window_end"u8, End);
        json.WriteString(question.Key, Key.Bytes);
        json.WriteNumber("count"u8, Count);
        if (question.Sum is not null)
        {
            json.WriteNumber("sum_" + question.Sum, Sum);
        }

        json.WriteEndObject();
    }

    public string ToJson(WindowQuestion question)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            Write(json, question);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
