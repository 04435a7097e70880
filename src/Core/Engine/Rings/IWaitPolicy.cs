namespace HotStream;

/// <summary>
/// What a thread does while a ring is full. A struct type parameter, so that the ring's fast path carries no call for it.
/// </summary>
internal interface IWaitPolicy
{
    /// <summary>Whether waiting ends in <see cref="Parker.Park"/>; the other side must then look for a parked thread.</summary>
    static abstract bool Parks { get; }

    /// <summary>Attempts before parking, when the policy parks.</summary>
    static abstract int AttemptsBeforePark { get; }

    /// <summary>Passes a moment.</summary>
    /// <param name="attempt">How often the caller found the ring full in a row, from 0.</param>
    static abstract void Pause(int attempt);
}
