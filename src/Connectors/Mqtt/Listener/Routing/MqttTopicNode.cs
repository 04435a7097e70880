using System.Collections.Concurrent;

namespace HotStream.Mqtt;

/// <summary>
/// A level of the tree of subscriptions. Read without a lock while the router changes it under its own: lists are replaced, never changed.
/// </summary>
internal sealed class MqttTopicNode
{
    private ConcurrentDictionary<byte[], MqttTopicNode>? _children;
    private MqttTopicNode? _any; // the level +

    /// <summary>Who subscribed to exactly this.</summary>
    public MqttSubscriber[] Here { get; private set; } = [];

    /// <summary>Who subscribed to this and all below it.</summary>
    public MqttSubscriber[] Below { get; private set; } = [];

    /// <summary>Whether nothing is in it or below it.</summary>
    public bool IsEmpty => Here.Length == 0 && Below.Length == 0 && _any is null && _children is null or { IsEmpty: true };

    /// <summary>Adds or replaces a subscription; null for <paramref name="options"/> takes it away.</summary>
    public void Set(ReadOnlySpan<byte> filter, MqttMailbox mailbox, byte? options)
    {
        ReadOnlySpan<byte> level = Split(filter, out ReadOnlySpan<byte> rest, out bool isLast);
        if (level.SequenceEqual("#"u8))
        {
            Below = With(Below, mailbox, options);
            return;
        }

        MqttTopicNode child = level.SequenceEqual("+"u8) ? _any ??= new MqttTopicNode() : Child(level);
        if (isLast)
        {
            child.Here = With(child.Here, mailbox, options);
        }
        else
        {
            child.Set(rest, mailbox, options);
        }

        if (child.IsEmpty)
        {
            _any = ReferenceEquals(child, _any) ? null : _any;
            _children?.TryRemove(level.ToArray(), out _);
        }
    }

    /// <summary>Collects who subscribed to a topic.</summary>
    /// <param name="topic">What is left of it.</param>
    /// <param name="found">Where they go; one who subscribed twice is in it twice.</param>
    /// <param name="isFirst">Whether this is the first level: one that begins with $ matches no wildcard there (MQTT-4.7.2-1).</param>
    public void Match(ReadOnlySpan<byte> topic, List<MqttSubscriber> found, bool isFirst = true)
    {
        bool isHidden = isFirst && topic.StartsWith((byte)'$');
        if (!isHidden)
        {
            found.AddRange(Below);
        }

        ReadOnlySpan<byte> level = Split(topic, out ReadOnlySpan<byte> rest, out bool isLast);
        if (_any is { } any && !isHidden)
        {
            Go(any, rest, isLast, found);
        }

        if (_children is { } children && children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out MqttTopicNode? child))
        {
            Go(child, rest, isLast, found);
        }
    }

    private static void Go(MqttTopicNode node, ReadOnlySpan<byte> rest, bool isLast, List<MqttSubscriber> found)
    {
        if (isLast)
        {
            found.AddRange(node.Here);
            found.AddRange(node.Below); // a/# matches a
        }
        else
        {
            node.Match(rest, found, isFirst: false);
        }
    }

    private static ReadOnlySpan<byte> Split(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest, out bool isLast)
    {
        int slash = path.IndexOf((byte)'/');
        isLast = slash < 0;
        rest = isLast ? default : path[(slash + 1)..];
        return isLast ? path : path[..slash];
    }

    private static MqttSubscriber[] With(MqttSubscriber[] list, MqttMailbox mailbox, byte? options)
    {
        var others = list.Where(subscriber => subscriber.Mailbox != mailbox);
        return options is { } value ? [.. others, new MqttSubscriber(mailbox, value)] : [.. others];
    }

    private MqttTopicNode Child(ReadOnlySpan<byte> level)
    {
        _children ??= new ConcurrentDictionary<byte[], MqttTopicNode>(concurrencyLevel: 1, capacity: 1, new BytesComparer());
        return _children.GetOrAdd(level.ToArray(), static _ => new MqttTopicNode());
    }

    /// <summary>Bytes by what they say, hashed by the process's random seed.</summary>
    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

        public bool Equals(ReadOnlySpan<byte> one, byte[] other) => one.SequenceEqual(other);

        public int GetHashCode(byte[] bytes) => GetHashCode(bytes.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> bytes)
        {
            var hash = default(HashCode);
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> bytes) => bytes.ToArray();
    }
}
