namespace HotStream.Sinks;

/// <summary>What came of one attempt to send records.</summary>
internal enum Outcome
{
    /// <summary>The server has judged each: <see cref="Verdicts"/> says what remains.</summary>
    Judged,

    /// <summary>It takes no request of this size.</summary>
    TooLarge,

    /// <summary>Nothing is known, or nothing was done: all go again.</summary>
    Again,
}
