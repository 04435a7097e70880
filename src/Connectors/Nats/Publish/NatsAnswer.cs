using System.Buffers;
using System.Text.Json;

namespace HotStream.Nats;

/// <summary>What JetStream answers to a message: stored, also before, or why not.</summary>
/// <param name="Code">0 when it is stored; else the server's code, 503 for example.</param>
/// <param name="Reason">Which error exactly, by the server's numbers.</param>
/// <param name="Text">The server's words.</param>
internal readonly record struct NatsAnswer(int Code, int Reason, string Text)
{
    private const int SealedStream = 10109;
    private const int Unavailable = 500; // and above: it may pass

    /// <summary>Whether another attempt may change it: the stream is full or has no leader, the disk is full.</summary>
    public bool MayPass => Code >= Unavailable || Reason == SealedStream;

    /// <exception cref="JsonException">It is no answer of JetStream.</exception>
    public static NatsAnswer Parse(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        (int code, int reason, string text) = (0, 0, "");
        bool isAnswer = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("stream"u8))
            {
                isAnswer = true;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                (isAnswer, code) = (true, Math.Max(code, 1));
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                reader.Read();
                code = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("err_code"u8))
            {
                reader.Read();
                reason = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("description"u8))
            {
                reader.Read();
                text = reader.GetString() ?? "";
            }
        }

        return isAnswer ? new NatsAnswer(code, reason, text) : throw new JsonException("It has neither a stream nor an error.");
    }

    public override string ToString() => $"{PlainText.Of(Text, 200)} (code {Reason})";
}
