namespace HotStream.Bench;

/// <summary>
/// What the three passes over one block of text hand to each other. One structure, so that a loop holds one pointer
/// and the arrays are fixed distances from it.
/// </summary>
internal unsafe struct WordBlock
{
    /// <summary>Large enough to overlap the table's misses, small enough that what was prefetched is still there.</summary>
    public const int TextBytes = 4096;

    /// <summary>Sixteen bytes a length: ones over the word's bytes, zeros behind it.</summary>
    public fixed byte Masks[16 * 16];

    /// <summary>Where each delimiter is.</summary>
    public fixed uint Positions[TextBytes + DelimiterScan.Slack];

    /// <summary>The words, masked and padded to 16 bytes.</summary>
    public fixed byte Keys[TextBytes * 16];

    /// <summary>The table entry where each word's search starts.</summary>
    public fixed uint Offsets[TextBytes];

    /// <summary>What a pass leaves for slower code after it.</summary>
    public fixed uint Aside[TextBytes * 2];
}
