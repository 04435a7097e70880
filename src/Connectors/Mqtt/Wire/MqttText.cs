using System.Buffers;
using System.Text.Unicode;

namespace HotStream.Mqtt;

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

    /// <summary>Whether a topic name fits a filter, both good (MQTT 5.0, 4.7).</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (topic.StartsWith((byte)'$') && (filter.StartsWith((byte)'+') || filter.StartsWith((byte)'#')))
        {
            return false;
        }

        while (true)
        {
            int filterEnd = filter.IndexOf((byte)'/');
            int topicEnd = topic.IndexOf((byte)'/');
            ReadOnlySpan<byte> level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level.SequenceEqual("#"u8))
            {
                return true;
            }

            if (!level.SequenceEqual("+"u8) && !level.SequenceEqual(topicEnd < 0 ? topic : topic[..topicEnd]))
            {
                return false;
            }

            if (filterEnd < 0 || topicEnd < 0)
            {
                return filterEnd == topicEnd || (topicEnd < 0 && filter[(filterEnd + 1)..].SequenceEqual("#"u8)); // a/# fits a
            }

            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }

    /// <summary>Whether every topic that fits one filter fits another, both good and not shared.</summary>
    public static bool Covers(ReadOnlySpan<byte> wider, ReadOnlySpan<byte> narrower)
    {
        if (narrower.StartsWith(SharePrefix) || (narrower.StartsWith((byte)'$') && !wider.StartsWith((byte)'$')))
        {
            return false;
        }

        while (true)
        {
            int widerEnd = wider.IndexOf((byte)'/');
            int narrowerEnd = narrower.IndexOf((byte)'/');
            ReadOnlySpan<byte> allowed = widerEnd < 0 ? wider : wider[..widerEnd];
            ReadOnlySpan<byte> wanted = narrowerEnd < 0 ? narrower : narrower[..narrowerEnd];
            if (allowed.SequenceEqual("#"u8))
            {
                return true;
            }

            if (wanted.SequenceEqual("#"u8) || (!allowed.SequenceEqual("+"u8) && !allowed.SequenceEqual(wanted)))
            {
                return false;
            }

            if (widerEnd < 0 || narrowerEnd < 0)
            {
                return widerEnd == narrowerEnd || (narrowerEnd < 0 && wider[(widerEnd + 1)..].SequenceEqual("#"u8));
            }

            wider = wider[(widerEnd + 1)..];
            narrower = narrower[(narrowerEnd + 1)..];
        }
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
