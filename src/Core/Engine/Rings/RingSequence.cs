using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A counter alone on its cache lines: 128 bytes of distance on both sides, because processors fetch lines in pairs. Two counters on one
/// line cost a factor of 15 to 60 in hand-over. The layout is asserted by a test.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 272)]
internal struct RingSequence
{
    /// <summary>The shared count, written by one side with release and read by the other with acquire.</summary>
    [FieldOffset(128)]
    public long Value;

    /// <summary>The other side's count as this side saw it last; private to the writer of <see cref="Value"/>.</summary>
    [FieldOffset(136)]
    public long CachedOther;
}
