using System.Text;

namespace HotStream.ZeroMq;

/// <summary>Rules of what is subscribed to.</summary>
internal static class ZeroMqTopics
{
    private const int BytesMax = 32 * 1024;

    /// <exception cref="ArgumentException">There is none, or one is too long.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> topics, string name)
    {
        ArgumentNullException.ThrowIfNull(topics, name);
        if (topics.Count == 0)
        {
            throw new ArgumentException("There is nothing to subscribe to: an empty text stands for all messages.", name);
        }

        foreach (string topic in topics)
        {
            ArgumentNullException.ThrowIfNull(topic, name);
            if (Encoding.UTF8.GetByteCount(topic) > BytesMax)
            {
                throw new ArgumentException($"A topic has at most {BytesMax} bytes.", name);
            }
        }

        return [.. topics];
    }
}
