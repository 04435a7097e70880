namespace HotStream;

/// <summary>Something that arrived and could not be taken: what, where, why. Counted in <c>hotstream.records.dead_lettered</c>.</summary>
/// <param name="Source">The input it came from, for example <c>tcp://127.0.0.1:9999</c>.</param>
/// <param name="Position">Where in the source, in the source's own terms.</param>
/// <param name="Reason">Why it was refused and how to mend it.</param>
/// <param name="Length">Its whole length in bytes.</param>
/// <param name="Sample">Its first bytes, at most 256.</param>
public sealed record DeadLetter(string Source, string Position, string Reason, long Length, ReadOnlyMemory<byte> Sample);
