using System.Buffers;
using System.Text.Unicode;

namespace HotStream.Io;

/// <summary>What texts, topic names and topic filters must look like (MQTT 5.0, 1.5.4 and 4.7).</summary>
internal static class MqttText
{
    /// <summary>ASCII without U+0000 and the wildcards: nearly every topic, checked in one vector scan.</summary>
    private static readonly SearchValues<byte> s_plain = SearchValues.Create(Plain());

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    public static MqttError Check(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyExcept(s_plain) < 0 ? MqttError.None
        : text.Contains((byte)0) ? MqttError.NullCharacter
        : Utf8.IsValid(text) ? MqttError.None
        : MqttError.BadUtf8;

    /// <summary>A topic name; empty is not decided here.</summary>
    public static MqttError CheckTopic(ReadOnlySpan<byte> topic) =>
        topic.IndexOfAnyExcept(s_plain) < 0 ? MqttError.None
        : topic.IndexOfAny((byte)'+', (byte)'#') >= 0 ? MqttError.WildcardInTopic
        : Check(topic);

    /// <summary>A topic filter, shared (<c>$share/group/filter</c>) or not.</summary>
    public static MqttError CheckFilter(ReadOnlySpan<byte> filter)
    {
        if (Check(filter) is var error and not MqttError.None)
        {
            return error;
        }

        if (filter.StartsWith(SharePrefix))
        {
            ReadOnlySpan<byte> rest = filter[SharePrefix.Length..];
            int slash = rest.IndexOf((byte)'/');
            if (slash <= 0 || rest[..slash].IndexOfAny((byte)'+', (byte)'#') >= 0)
            {
                return MqttError.BadFilter;
            }

            filter = rest[(slash + 1)..];
        }

        return WildcardsStandAlone(filter) ? MqttError.None : MqttError.BadFilter;
    }

    private static bool WildcardsStandAlone(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
        {
            return false;
        }

        for (int i = 0; i < filter.Length; i++)
        {
            bool begins = i == 0 || filter[i - 1] == '/';
            bool last = i == filter.Length - 1;
            if ((filter[i] == '#' && !(begins && last)) || (filter[i] == '+' && !(begins && (last || filter[i + 1] == '/'))))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Plain()
    {
        var plain = new List<byte>();
        for (byte b = 1; b < 0x80; b++)
        {
            if (b is not ((byte)'+' or (byte)'#'))
            {
                plain.Add(b);
            }
        }

        return [.. plain];
    }
}
