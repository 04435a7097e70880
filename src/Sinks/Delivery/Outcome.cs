namespace HotStream.Sinks;

/// <summary>What came of one attempt to send records.</summary>
internal enum Outcome
{
    /// <summary>The server has judged each: <see cref="Verdicts"/> says what remains.</summary>
    Judged,

    /// <summary>
    /// It does not take these together: too large, or something is wrong with one of them. <see cref="Verdicts.LastReason"/> says what.
    /// </summary>
    Split,

    /// <summary>Nothing is known, or nothing was done: all go again.</summary>
    Again,
}
