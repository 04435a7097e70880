namespace HotStream.Testing;

/// <summary>What <see cref="Crash"/> did, and what one life gives.</summary>
/// <param name="Crashes">Lives that ended by a crash.</param>
/// <param name="Lives">All lives.</param>
/// <param name="Moments">The moments that came; <see cref="CrashMoment.InCheckpoint"/>, for example, is missing when
/// no checkpoint was due.</param>
/// <param name="Outputs">What each batch gives, as text; a target of yours is one entry, at the batch time 0.</param>
public sealed record CrashReport(int Crashes, int Lives, IReadOnlyList<CrashMoment> Moments,
    IReadOnlyDictionary<BatchTime, IReadOnlyList<string>> Outputs);
