namespace HotStream;

/// <summary>Something that arrived and could not be taken: what, where, why. Counted in <c>hotstream.records.dead_lettered</c>.</summary>
/// <param name="Source">The input it came from, for example <c>tcp://127.0.0.1:9999</c>.</param>
/// <param name="Position">Where in the source, in the source's own terms.</param>
/// <param name="Reason">Why it was refused and how to mend it.</param>
/// <param name="Length">Its whole length in bytes.</param>
/// <param name="Sample">Its first bytes, at most 256.</param>
public sealed record DeadLetter(string Source, string Position, string Reason, long Length, ReadOnlyMemory<byte> Sample)
{
    private const int SampleBytesMax = 256;

    /// <summary>A letter about something that is at hand as a whole.</summary>
    /// <param name="source">The input it came from, or the sink that refused it.</param>
    /// <param name="position">Where in the source, in the source's own terms.</param>
    /// <param name="reason">Why it was refused and how to mend it.</param>
    /// <param name="bytes">All of it; the first are kept.</param>
    public DeadLetter(string source, string position, string reason, ReadOnlySpan<byte> bytes)
        : this(source, position, reason, bytes.Length, SampleOf(bytes))
    {
    }

    /// <summary>As many of the first bytes as a letter keeps, copied.</summary>
    /// <param name="bytes">What is there of it.</param>
    public static ReadOnlyMemory<byte> SampleOf(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, SampleBytesMax)].ToArray();
}
