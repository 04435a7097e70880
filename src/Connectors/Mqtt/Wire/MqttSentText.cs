using System.Buffers;
using System.Globalization;
using System.Text;

namespace HotStream.Mqtt;

/// <summary>
/// What texts we send must look like beyond what the codec asks for. A receiver may end the connection for control characters and
/// non-characters (MQTT 5.0, 1.5.4), and mosquitto does: a message with such a topic would end every connection it is sent on, and all that
/// is sent with it. So they are refused here, before they are sent.
/// </summary>
internal static class MqttSentText
{
    private static readonly SearchValues<byte> s_printable = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (byte)c)]);

    /// <summary>What is wrong with a topic name that is to be published to; null when nothing is.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> topic)
    {
        MqttError error = topic.IsEmpty ? MqttError.EmptyTopic : MqttText.CheckTopic(topic);
        return error != MqttError.None ? MqttErrors.Describe(error)
            : topic.Length > ushort.MaxValue ? "MQTT has no topic of more than 65535 bytes"
            : FindCharacter(topic);
    }

    /// <summary>What is wrong with a topic filter that is to be subscribed to; null when nothing is.</summary>
    public static string? FindFilterProblem(string filter)
    {
        byte[] text = Encoding.UTF8.GetBytes(filter);
        MqttError error = MqttText.CheckFilter(text);
        return error != MqttError.None ? MqttErrors.Describe(error) : FindCharacter(text);
    }

    /// <summary>The first character that a receiver may refuse; null when there is none. The text is UTF-8.</summary>
    public static string? FindCharacter(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOfAnyExcept(s_printable);
        while (at >= 0 && at < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done)
            {
                return MqttErrors.Describe(MqttError.BadUtf8);
            }

            if (Rune.IsControl(rune) || IsNoCharacter(rune.Value))
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"it holds the character U+{rune.Value:X4}, for which brokers end the connection");
            }

            at += length;
        }

        return null;
    }

    private static bool IsNoCharacter(int value) => (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF;
}
