namespace HotStream.Bench;

/// <summary>
/// What a job found, small enough to compare: records seen, distinct keys, and a checksum over the groups that does
/// not depend on their order.
/// </summary>
internal readonly record struct JobAnswer(long Total, long Distinct, ulong Checksum)
{
    /// <summary>The same answer with one more group of a word count in it.</summary>
    public JobAnswer WithWord(ReadOnlySpan<byte> utf8, long count) =>
        WithGroup(AnswerHash.OfBytes(utf8), count, AnswerHash.OfCount(count));

    /// <summary>The same answer with one more group of a keyed aggregate in it.</summary>
    public JobAnswer WithGroup(ulong keyHash, in KeyState state) =>
        WithGroup(keyHash, state.Count, AnswerHash.OfState(state));

    private JobAnswer WithGroup(ulong keyHash, long count, ulong stateHash) =>
        new(Total + count, Distinct + 1, unchecked(Checksum + SplitMix64.Mix(keyHash + stateHash)));
}
