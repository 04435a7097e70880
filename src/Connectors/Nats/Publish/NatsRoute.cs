using System.Text;

namespace HotStream.Nats;

/// <summary>How messages of a partition go, over all its connections. One thread.</summary>
internal sealed class NatsRoute(NatsPublishOptions options, bool hasOneSubject)
{
    private const int SubjectsCached = 256; // power of two

    private readonly (byte[]? Bytes, string Text)[] _subjects = new (byte[]?, string)[SubjectsCached];

    public NatsPublishOptions Options => options;

    /// <summary>Whether all messages have one subject.</summary>
    public bool HasOneSubject => hasOneSubject;

    /// <summary>Another object for each batch, as one that was given up may still be being sent.</summary>
    public NatsIds? Ids { get; set; }

    /// <summary>The client wants a string for a subject: those that come often have theirs.</summary>
    public string SubjectOf(ReadOnlySpan<byte> subject)
    {
        var hash = new HashCode();
        hash.AddBytes(subject);
        ref (byte[]? Bytes, string Text) known = ref _subjects[hash.ToHashCode() & (SubjectsCached - 1)];
        if (known.Bytes is null || !subject.SequenceEqual(known.Bytes))
        {
            known = (subject.ToArray(), Encoding.UTF8.GetString(subject));
        }

        return known.Text;
    }
}
